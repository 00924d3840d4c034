"""Faults in what a translator says: lines that are missing, swapped, left as they were, or said in two languages."""

import json
from collections.abc import Callable

from ops.simulator.chat.author import Author
from ops.simulator.chat.reply import Reply
from ops.simulator.chat.translating import ANSWER
from ops.simulator.faults.fault import Fault, Options, Say

Texts = dict[str, str]


def _spoilt(spoil: Callable[[Texts, Texts, Options], Texts]) -> Say:
    """A reply whose texts are spoilt; any other reply stays as it is."""

    def say(author: Author, options: Options) -> Reply:
        if author.task is None:
            return author.reply()
        texts = dict(author.value()[ANSWER])
        return Reply(json.dumps({ANSWER: spoil(texts, dict(author.task.lines), options)}, ensure_ascii=False))

    return say


def _dropped(texts: Texts, _: Texts, options: Options) -> Texts:
    return {number: texts[number] for number in list(texts)[: -int(options["count"]) or None]}


def _swapped(texts: Texts, _: Texts, __: Options) -> Texts:
    numbers = list(texts)
    return dict(zip(numbers, [texts[number] for number in reversed(numbers)], strict=True))


def _left(texts: Texts, lines: Texts, options: Options) -> Texts:
    return {**texts, **{number: lines[number] for number in list(texts)[: int(options["count"])]}}


def _mixed(texts: Texts, lines: Texts, options: Options) -> Texts:
    return {**texts, **{number: f"{texts[number]} {lines[number]}" for number in list(texts)[: int(options["count"])]}}


def _fault(name: str, says: str, say: Say, options: Options | None = None) -> Fault:
    return Fault(name, 18, "reply", says, "never", options or {}, say=say)


TRANSLATIONS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        _fault("drops_lines", "the last lines are not translated", _spoilt(_dropped), {"count": 1}),
        _fault("swaps_lines", "the lines are translated in another order", _spoilt(_swapped)),
        _fault("leaves_lines", "the first lines are left as they were", _spoilt(_left), {"count": 1}),
        _fault("mixes_lines", "the first lines are in two languages at once", _spoilt(_mixed), {"count": 1}),
    )
}
