"""Nouns that no vocabulary knows: what a text writes as somebody, something, or somewhere to be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from producer.storyteller.lexicon import Pair, table

_WORDS = table("vocabulary/grammar")
_HEADS = table("vocabulary/heads")
_ENDS, _VAGUE = (frozenset(_WORDS[name].split()) for name in ("phrase ends", "too vague"))
_DETERMINERS = frozenset(["a", "an", "the", "his", "her", "their", "its", "my", "our", "one", "two", "three", "another"])
_WHERE = frozenset(["in", "at", "under", "inside", "near", "above", "behind", "below", "beneath"])
_LONGEST_WORDS = 3
_TOKEN = re.compile(r"[A-Za-z](?:[A-Za-z-]*[A-Za-z])?|'s\b|\S")
# Whoever does something for a living, by how English makes such words; and what only looks like one.
_DOER = re.compile(
    r"[a-z]{2,}(?:maker|keeper|smith|wright|monger|herd|hand|ologist|ographer|ician|man|woman|[a-z]ist|er|[a-z]or|eer|[a-z]ess)"
)
_NO_DOER = frozenset(_WORDS["no doers"].split())
_DOERS_ZH = (("woman|ess", "女人"), ("man", "男人"), ("ist|ician|ographer", "专家"), ("", "手艺人"))

MEASURES = "个枚块座件部支颗幅台艘盏尊只条本张封把瓶双面串份根片朵辆顶壶罐粒套架匹卷副"
_ZH_END = r"(?=[，、。；！？]|在|让|把|被|和|与|却|是|里|揭|$)"
_ZH_THING = re.compile(rf"(?<!第)(?P<where>在)?一(?P<count>[{MEASURES}])(?P<noun>[\u4e00-\u9fff]{{2,8}}?){_ZH_END}")
_ZH_PLACE = re.compile(
    r"(?:[在去到进回从于]|一家|一间|一座)(?P<noun>[\u4e00-\u9fff]{1,4}?(?:馆|店|院|所|厂|站|镇|村|岛|湾|庄|寺|庙|铺|屋|城堡))(?!长|员|主)"
)
_ZH_DOER = re.compile(
    r"(?:^|[，、。；：！？\s]|一[个名位]|[的是和与被当女男]|爱上了?|遇[见到]了?|嫁给了?)(?P<noun>[\u4e00-\u9fff]{1,3}[师匠员手工贩倌佣])"
    r"(?=[，、。；！？在是和与被把的却收发捡遇爱用从有竟原继带救拍送要一]|$)"
)
_ZH_FUNCTION = re.compile("[的了在是和与被把他她我你它一不这那有就也]")
_NO_DOER_ZH = frozenset(_WORDS["no doers zh"].split())
_ZH_TRADES = {"师": "specialist", "匠": "craftsman", "员": "clerk", "手": "performer", "工": "worker", "贩": "trader"}


@dataclass(frozen=True)
class Phrase:
    """An unknown noun from `start` to `end`; `count` is a thing's Chinese measure word, `painted` how the studio shows a place."""

    start: int
    end: int
    kind: Literal["person", "thing", "place"]
    called: Pair
    count: str = "件"
    painted: str = "street"


def phrases(text: str) -> list[Phrase]:
    """The nouns of a text, known or not, that stand where English or Chinese has nouns."""
    return sorted([*_english(text), *_chinese(text)], key=lambda one: one.start)


def _english(text: str) -> Iterator[Phrase]:
    tokens = list(_TOKEN.finditer(text))
    for at, token in enumerate(tokens):
        if token.group().lower() not in _DETERMINERS and token.group() != "'s":
            continue
        words = [*_noun(tokens[at + 1 : at + 2 + _LONGEST_WORDS])]
        if not words or words[-1].group() in _VAGUE:
            continue
        where = at > 0 and tokens[at - 1].group().lower() in _WHERE
        noun = text[words[0].start() : words[-1].end()]
        yield _english_phrase(noun, words[0].start(), words[-1].end(), where=where)


def _noun(tokens: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The words of a noun phrase: up to what cannot belong to one."""
    for at, token in enumerate(tokens):
        word = token.group()
        is_verb = at > 0 and re.search(r"(?:[^su]s|ed|ing)$", word)
        if at == _LONGEST_WORDS or not re.fullmatch("[a-z][a-z-]*", word) or word in _ENDS or word in _DETERMINERS or is_verb:
            return
        yield token


def _english_phrase(noun: str, start: int, end: int, *, where: bool) -> Phrase:
    head = noun.rsplit(maxsplit=1)[-1]
    if not where and _DOER.fullmatch(head) and head not in _NO_DOER:
        called = next(zh for ending, zh in _DOERS_ZH if re.search(f"(?:{ending})$", head))
        return Phrase(start, end, "person", Pair(called, " ".join(noun.split()[-2:])))
    return Phrase(start, end, "place", Pair("那个地方", noun)) if where else Phrase(start, end, "thing", Pair("东西", noun))


def _chinese(text: str) -> Iterator[Phrase]:
    for match in _ZH_THING.finditer(text):
        start, end = match.span("noun")
        if match["where"]:
            yield _chinese_place(match["noun"], start, end)
        else:
            yield Phrase(start, end, "thing", Pair(match["noun"], _HEADS["things"].get(match["noun"][-1], "thing")), match["count"])
    for match in _ZH_PLACE.finditer(text):
        if not _ZH_FUNCTION.search(match["noun"]):
            yield _chinese_place(match["noun"], *match.span("noun"))
    for match in _ZH_DOER.finditer(text):
        noun = match["noun"]
        if not _ZH_FUNCTION.search(noun) and noun not in _NO_DOER_ZH and noun[-2:] not in _NO_DOER_ZH:
            yield Phrase(*match.span("noun"), "person", Pair(noun, _ZH_TRADES.get(noun[-1], "worker")))


def _chinese_place(noun: str, start: int, end: int) -> Phrase:
    called, painted = _HEADS["places"].get(noun[-1], ("place", "street"))
    return Phrase(start, end, "place", Pair(noun, called), painted=painted)
