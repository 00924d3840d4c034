"""Language tags: the syntax of BCP 47 (RFC 5646), their canonical case, and which spoken language a tag means."""

import difflib
import re
from collections.abc import Iterable, Sequence

# RFC 5646, section 2.1, without the grandfathered tags and the language subtags of four letters or more, which are all unassigned.
_TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3})(?P<extlang>(?:-[A-Za-z]{3}){0,3})"
    r"(?P<script>-[A-Za-z]{4})?(?P<region>-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*)"
    r"(?P<extensions>(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*)(?P<private>-[xX](?:-[A-Za-z0-9]{1,8})+)?"
)
LONGEST_TAG = 35  # RFC 5646, section 4.4.1

# What people write instead of a tag, and the tag that they mean.
_MEANT = {
    "arabic": "ar", "cantonese": "yue", "chinese": "zh-CN", "cn": "zh-CN", "dutch": "nl", "eng": "en", "english": "en", "french": "fr",
    "german": "de", "hindi": "hi", "indonesian": "id", "italian": "it", "japanese": "ja", "jp": "ja", "korean": "ko", "kr": "ko",
    "malay": "ms", "mandarin": "zh-CN", "portuguese": "pt", "russian": "ru", "spanish": "es", "thai": "th", "turkish": "tr",
    "uk-ua": "uk", "vietnamese": "vi", "vn": "vi", "chi": "zh-CN", "zho": "zh-CN", "jpn": "ja", "kor": "ko",
    "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "spa": "es", "rus": "ru", "por": "pt", "ita": "it", "vie": "vi", "tha": "th",
    "ara": "ar",
    "中文": "zh-CN",
    "普通话": "zh-CN",
    "国语": "zh-CN", "粤语": "yue", "廣東話": "yue", "英语": "en", "英文": "en", "日语": "ja", "日本語": "ja", "韩语": "ko",
    "한국어": "ko", "ไทย": "th", "tiếng việt": "vi", "español": "es", "français": "fr", "deutsch": "de", "русский": "ru",
}  # fmt: skip

# Macrolanguages and retired codes by the language that is spoken (IANA language subtag registry).
_SPOKEN = {"zh": "cmn", "no": "nb", "nn": "nb", "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "sh": "hr"}
_CANTONESE_REGIONS = {"HK", "MO"}


class NotATag(ValueError):
    """The text is no BCP 47 tag; `meant` is the tag that was probably meant, or None."""

    def __init__(self, text: str) -> None:
        self.meant = meant(text)
        super().__init__(f"{text[:40]!r} is not a BCP 47 language tag")


def canonical(text: str) -> str:
    """The tag in canonical case: `ZH-hans-cn` is `zh-Hans-CN`. Raises NotATag."""
    match = _TAG.fullmatch(text) if len(text) <= LONGEST_TAG else None
    if match is None:
        raise NotATag(text)
    case = {"script": str.title, "region": str.upper}
    return "".join(case.get(name, str.lower)(part) for name, part in match.groupdict().items() if part)


def meant(text: str) -> str | None:
    """The tag that people mean by `text`: `Chinese`, `jp` or `zh_CN`."""
    key = text.strip().casefold()
    if key in _MEANT:
        return _MEANT[key]
    hyphenated = key.replace("_", "-").replace(" ", "-")
    return canonical(hyphenated) if hyphenated != key and _TAG.fullmatch(hyphenated) else None


def primary(tag: str) -> str:
    """The primary language subtag."""
    return tag.split("-", 1)[0]


def spoken(tag: str) -> str:
    """The language that a voice must speak, as a tag: `zh-CN` is `cmn-CN`, `zh-HK` is `yue-HK`, `no` is `nb`."""
    match = _TAG.fullmatch(tag)
    if match is None:
        raise NotATag(tag)
    language, extlang, region = match["language"].lower(), (match["extlang"] or "")[1:4].lower(), (match["region"] or "")[1:].upper()
    if extlang:
        language = extlang
    elif language == "zh" and region in _CANTONESE_REGIONS:
        language = "yue"
    else:
        language = _SPOKEN.get(language, language)
    rest = tag[len(match["language"]) + len(match["extlang"] or "") :]
    return language + rest


def best_match(tag: str, offered: Iterable[str]) -> str | None:
    """Of the tags `offered`, the one for `tag`: itself, else its longest prefix, else the first that narrows it (RFC 4647)."""
    tags = list(offered)
    prefixes = [offer for offer in tags if tag == offer or tag.lower().startswith(offer.lower() + "-")]
    if prefixes:
        return max(prefixes, key=len)
    return next((offer for offer in tags if offer.lower().startswith(tag.lower() + "-")), None)


def nearest(tag: str, offered: Sequence[str]) -> str | None:
    """The tag offered that `tag` was probably meant to be; None where nothing is near."""
    guess = meant(tag)
    if guess:
        return guess
    # Varieties of Chinese that have no voice of their own are read as Mandarin.
    if primary(tag) in {"wuu", "nan", "hsn", "gan", "cdo", "cjy"}:
        return "zh-CN"
    close = difflib.get_close_matches(tag, offered, n=1, cutoff=0.7)
    return close[0] if close else None


# Unicode blocks that give a script away; the order decides, since Japanese uses Chinese characters too.
_SCRIPTS = (
    (re.compile("[ぁ-ヿ]"), "ja"),
    (re.compile("[가-힣]"), "ko"),
    (re.compile("[\u0e00-\u0e7f]"), "th"),
    (re.compile("[㐀-鿿]"), "zh-CN"),
    (re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơư]"), "vi"),
    (re.compile("[\u0600-\u06ff]"), "ar"),
    (re.compile("[\u0900-\u097f]"), "hi"),
    (re.compile("[\u0400-\u04ff]"), "ru"),
)


def guess(text: str) -> str:
    """The language that `text` looks written in, by its script: at least one character in twenty; else English."""
    letters = sum(character.isalpha() for character in text)
    for pattern, tag in _SCRIPTS:
        if len(pattern.findall(text.lower())) * 20 > letters:
            return tag
    return "en"
