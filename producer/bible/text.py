"""The text of a bible: YAML that a person can read and edit."""

import json
import re
from collections.abc import Iterator, Sequence

from producer.bible.entry import Entry
from shared.episode_ranges import spelled

_HEAD = """\
# The characters of {title}. A season file refers to this file as `characters: {name}`.
# What stands here is kept: faces, voices and clothes stay as they are until you change them. After a change, `cliffhanger plan`
# shows which episodes go stale and what making them again costs; `cliffhanger produce` makes just those again.
#
# name             as the dialogue spells it
# role, age        the part in the story; the age in years
# gender           male or female
# personality      what the character is like; it changes no picture
# appearance       what is always seen: hair, build, usual clothes
# locked           features that every picture must show, such as ["a scar over the left brow"]
# wardrobe         other clothes in some episodes, such as [{{episodes: "1-3, 7", wears: "a black coat"}}]; the face stays the same
# seed             locks what the words leave open; another number is another face
# voice            a voice of the season's speech model ({speech}), or a blend: `a*0.7+b*0.3`
# reference_image  your own picture of the character, relative to this file
"""
_PLAIN = re.compile(r"[^\W\d_][\w*+.-]*(?: [\w*+.-]+)*")
# What YAML, or a person who reads it, would take for something else than a text.
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
# JSON's strings are YAML's but for these.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def bible_yaml(entries: Sequence[Entry], *, title: str, speech: str, name: str = "characters.yaml") -> str:
    """A bible in a file called `name`, of a season with this title whose first speech model is `speech`."""
    head = _HEAD.format(title=_scalar(title), name=name, speech=speech)
    return head + "\ncharacters:\n" + "\n".join("\n".join(_lines(entry)) + "\n" for entry in entries)


def _lines(entry: Entry) -> Iterator[str]:
    yield f"  - name: {_scalar(entry.member.name)}"
    yield from _fields(entry, "role", "gender", "age", "personality", "appearance")
    yield from (f"    # The script tells, {_UNPRINTABLE.sub('', sentence)}" for sentence in entry.told)
    yield from _clothes(entry)
    yield from _fields(entry, "seed")
    if entry.loose_seed is not None:
        yield f"    # seed: {entry.loose_seed}  # chosen; a model of this season takes none, and would be left out where one is written"
    yield from _fields(entry, "voice", "reference_image")


def _fields(entry: Entry, *names: str) -> Iterator[str]:
    """The fields of these names that say something."""
    for name in names:
        value = getattr(entry.member, name)
        if value not in (None, "", "unspecified"):
            yield f"    {name}: {_scalar(value) if isinstance(value, str) else value}"


def _clothes(entry: Entry) -> Iterator[str]:
    if entry.member.locked:
        yield "    locked:"
        yield from (f"      - {_scalar(feature)}" for feature in entry.member.locked)
    if entry.member.wardrobe:
        yield "    wardrobe:"
        for costume in entry.member.wardrobe:
            yield f'      - {{episodes: "{spelled(costume.episodes)}", wears: {_quoted(costume.wears)}}}'


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and len(text) <= 40 else _quoted(text)


def _quoted(text: str) -> str:
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
