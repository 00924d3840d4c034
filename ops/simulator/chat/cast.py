"""Reads the names of the people that a prompt gives: in its JSON, in a list under a heading, or in a row after one."""

import re

NAMED = re.compile(r'"(?:name|character)"\s*:\s*"([^"\\]{1,60})"')
HEADING = re.compile(r"^\W*(?:the\s+)?(?:cast|characters|people|人物表?|角色表?)\s*(?:>|[:：][ \t]*(?P<row>.*))?\s*$", re.IGNORECASE)
BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(?P<name>.+)$")
END_OF_NAME = re.compile(r"[(（;；,，、:：<]|\s[-–—]\s")
LONGEST = 60


def cast_of(prompt: str) -> tuple[str, ...]:
    """Every name once, in the order of the prompt: those of lists first."""
    listed: list[str] = []
    is_list = False
    for line in prompt.splitlines():
        heading, bullet = HEADING.match(line), BULLET.match(line)
        if heading:
            is_list = not heading["row"]
            listed += re.split(r"[,，、;；]", heading["row"] or "")
        elif is_list and bullet:
            listed.append(END_OF_NAME.split(bullet["name"], maxsplit=1)[0])
        elif line.strip():
            is_list = False
    names = [name.strip(" .。*_\"'`") for name in [*listed, *NAMED.findall(prompt)]]
    return tuple(dict.fromkeys(name for name in names if 0 < len(name) <= LONGEST))
