"""What a script itself tells of somebody's looks: the sentences that describe them, for the bible's reader to take up or not."""

import re
from collections.abc import Iterable, Iterator

from shared.production import Episode

MOST_SENTENCES = 2
LONGEST_SENTENCE = 160

# What imports keep in the action: sounds, shots, who is there.
_MARK = re.compile(r"\[[^\[\]]*\]")
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*")
_LOOKS = re.compile(
    r"\b(?:wear(?:s|ing)?|dressed|hair(?:ed)?|blonde?|brunette|redhead|bald|beard(?:ed)?|glasses|scar(?:red)?|tattoo(?:ed)?"
    r"|coat|suit|dress|jacket|uniform|years? old|in (?:his|her|their) (?:early |mid |late )?(?:teens|[a-z]+ties))\b"
    r"|[0-9一二三四五六七八九十廿]+岁|[穿戴]着|身[穿着]|长发|短发|白发|卷发|光头|胡子|胡须|眼镜|疤|西装|旗袍|裙|外套|风衣|制服",
    re.IGNORECASE,
)
_APPOSITION = re.compile(r"\s*(?:[（(][^)）]*[)）]|[,，]\s*(?:an?\b|[0-9]{1,3}\b))")


def told_of(names: Iterable[str], episodes: Iterable[Episode]) -> dict[str, tuple[str, ...]]:
    """For each name the first sentences of the script that describe its bearer, each with where it stands."""
    told: dict[str, dict[str, str]] = {name: {} for name in names}
    for place, sentence in _sentences(episodes):
        folded = sentence.casefold()
        for name, found in told.items():
            if len(found) < MOST_SENTENCES and sentence not in found and _describes(folded, name.casefold()):
                found[sentence] = f"{place}: {_short(sentence)}"
    return {name: tuple(found.values()) for name, found in told.items()}


def _sentences(episodes: Iterable[Episode]) -> Iterator[tuple[str, str]]:
    for episode in episodes:
        for scene in episode.scenes:
            for text in (scene.action, scene.visual_prompt):
                for sentence in _SENTENCE.findall(_MARK.sub(" ", text)):
                    yield f"episode {episode.number}, scene {scene.number}", sentence.strip()


def _describes(sentence: str, name: str) -> bool:
    at = sentence.find(name)
    return at >= 0 and bool(_LOOKS.search(sentence) or _APPOSITION.match(sentence, at + len(name)))


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST_SENTENCE else f"{sentence[: LONGEST_SENTENCE - 1]}…"
