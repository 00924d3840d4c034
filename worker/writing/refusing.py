"""Whether an answer without a script reads like a refusal."""

import re

LOOKED_AT = 600
"""Characters from the beginning: whoever refuses says so at once."""

_REFUSAL = re.compile(
    r"\bI(?:'m| am)?(?: really| very| so)? (?:sorry|afraid|unable|not able|cannot|can't|can not|won't|will not|must decline|don't feel)"
    r"|\bas an? (?:AI|artificial|large language)|\b(?:against|violates?) (?:my|our|the) (?:guidelines|polic|rules|content)"
    r"|\b(?:unable to|cannot|can't) (?:help|assist|comply|fulfil|create|write|continue|generate)"
    r"|抱歉|对不起|對不起|很遗憾|很遺憾|作为(?:一个|一名)?(?:AI|人工智能|语言模型)|我(?:无法|無法|不能|没办法|沒辦法|不便|拒绝|拒絕)"
    r"|(?:违反|違反|不符合).{0,12}(?:规定|規定|政策|准则|準則|法律)",
    re.IGNORECASE,
)


def reads_like_refusal(text: str) -> bool:
    """Whether the beginning of a text says that its author will not write, in English or Chinese."""
    return _REFUSAL.search(text[:LOOKED_AT].replace("’", "'")) is not None
