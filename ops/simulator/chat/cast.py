"""Reads the names of the people that a prompt gives: in its JSON, in a list under a heading, or in a row after one."""

import re

from ops.simulator.ask import CJK

NAMED = re.compile(r'"(?:name|character)"\s*:\s*"([^"\\]{1,60})"')
HEADING = re.compile(r"^\W*(?:the\s+)?(?:cast|characters|people|人物表?|角色表?)\s*(?:>|[:：][ \t]*(?P<row>.*))?\s*$", re.IGNORECASE)
BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(?P<name>.+)$")
END_OF_NAME = re.compile(r"[(（;；,，、:：<]|\s[-–—]\s")
LONGEST = 60
MOST_WORDS, MOST_IDEOGRAPHS = 4, 6
"""Of a name in a list: what has more is what is asked of the people, rather than who they are."""


def cast_of(prompt: str) -> tuple[str, ...]:
    """Every name once, in the order of the prompt: those of lists first."""
    listed: list[str] = []
    here: list[str] = []
    is_list = False
    for line in prompt.splitlines():
        heading, bullet = HEADING.match(line), BULLET.match(line)
        if heading:
            is_list = not heading["row"]
            listed += re.split(r"[,，、;；]", heading["row"] or "")
        elif is_list and bullet:
            here.append(END_OF_NAME.split(bullet["name"], maxsplit=1)[0])
            continue
        elif line.strip():
            is_list = False
        if not is_list or heading:
            listed += _people(here)
            here = []
    names = [name.strip(" .。*_\"'`") for name in [*listed, *_people(here), *NAMED.findall(prompt)]]
    return tuple(dict.fromkeys(name for name in names if 0 < len(name) <= LONGEST))


def _people(listed: list[str]) -> list[str]:
    """A list's entries where all of them are names, else nobody."""
    return listed if all(map(_may_be_name, listed)) else []


def _may_be_name(text: str) -> bool:
    bare = text.strip(" *_\"'`")
    return len(bare.split()) <= MOST_WORDS and len(CJK.findall(bare)) <= MOST_IDEOGRAPHS and not bare[:1].islower()
