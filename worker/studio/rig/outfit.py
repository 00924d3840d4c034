"""From a look's text to colours bound to the right nouns, and to what is worn."""

from dataclasses import dataclass

from worker.studio.rig.dice import Dice
from worker.studio.rig.ink import RGB
from worker.studio.rig.palette import COLORS
from worker.studio.rig.words import Term, clauses, terms

GARMENTS: dict[str, tuple[str, ...]] = {
    "female": ("coat", "blazer", "blouse", "dress", "cardigan", "sweater", "trench", "turtleneck"),
    "male": ("suit", "blazer", "coat", "shirt", "hoodie", "sweater", "windbreaker", "leather", "turtleneck"),
}
_SEEDED_COLORS: dict[str, tuple[str, ...]] = {
    "suit": ("navy", "grey", "black", "brown"),
    "coat": ("camel", "navy", "grey", "beige", "dark red"),
    "trench": ("khaki", "beige", "camel", "navy"),
    "labcoat": ("white",),
    "leather": ("black", "brown", "dark red"),
    "hoodie": ("grey", "red", "navy", "olive", "yellow"),
    "shirt": ("white", "light blue", "grey", "navy"),
    "blouse": ("white", "pink", "cream", "light blue"),
    "uniform": ("navy", "olive", "grey"),
    "school": ("navy", "grey"),
}
_COMMON_COLORS = ("navy", "green", "dark red", "teal", "purple", "cream", "pink", "grey", "camel", "blue")


@dataclass(frozen=True)
class Clothes:
    """What is worn: the outermost garment, what shows beneath it, and what is at the neck."""

    kind: str
    color: RGB
    under: RGB
    accent: RGB
    tie: bool
    scarf: RGB | None


def bound_colors(text: str) -> dict[str, str]:
    """Each noun's colour: a colour belongs to the next noun of its clause, or where none follows, to the last that has none."""
    bound: dict[str, str] = {}
    for clause in clauses(text):
        waiting: Term | None = None
        last_noun: str | None = None
        for term in _nouns_and_colors(clause):
            if term.table == "color":
                waiting = term
            else:
                noun = f"{term.table}:{term.meaning}"
                if waiting is not None:
                    bound.setdefault(noun, waiting.meaning)
                    waiting = None
                last_noun = noun
        if waiting is not None and last_noun is not None:
            bound.setdefault(last_noun, waiting.meaning)
        elif waiting is not None and waiting.meaning in {"gold", "brown", "dark red", "red"} and not last_noun:
            word = clause.lower()[waiting.start : waiting.end]
            if word in {"blonde", "blond", "brunette", "auburn", "ginger"}:
                bound.setdefault("noun:hair", waiting.meaning)
    return bound


def _nouns_and_colors(clause: str) -> list[Term]:
    found = terms(clause, "color", "garment", "noun", "hair")
    styles = {"long", "short", "medium", "straight", "wavy", "messy", "side", "slick", "spiky", "blunt"}
    out = []
    for term in found:
        if term.table == "hair":
            if term.meaning not in styles:
                out.append(Term("noun", "hair", term.start, term.end))
        else:
            out.append(term)
    return out


def clothes_of(text: str, gender: str, garments: list[str], bound: dict[str, str], dice: Dice, *, child: bool) -> Clothes:
    """What is worn: said in the text (the outermost garment first), or drawn from the seed."""
    order = ("coat", "trench", "labcoat", "leather", "suit", "blazer", "windbreaker", "cardigan", "hoodie", "uniform", "school")
    outer = next((kind for kind in order if kind in garments), None) or (garments[0] if garments else None)
    kind = outer or dice.pick("garment", ("hoodie", "sweater", "tshirt", "cardigan", "school") if child else GARMENTS[gender])
    choices = _SEEDED_COLORS.get(kind, _COMMON_COLORS)
    name = bound.get(f"garment:{kind}") or dice.pick("cloth", choices)
    if kind == "coat" and name == "white" and _doctor(text):
        kind = "labcoat"
    under = next((bound[f"garment:{one}"] for one in garments if one != kind and f"garment:{one}" in bound), None)
    pale = dice.pick("under", ("white", "white", "cream", "light blue", "grey", "black"))
    under_color = COLORS[under] if under else COLORS["white" if kind in {"suit", "uniform", "school", "labcoat"} else pale]
    if not under and sum(abs(a - b) for a, b in zip(under_color, COLORS[name], strict=True)) < 90:
        under_color = COLORS["black" if name in {"white", "cream", "silver", "light blue"} else "white"]
    accent = COLORS[bound.get("noun:tie") or dice.pick("accent", ("dark red", "navy", "teal", "gold", "purple"))]
    tie = "noun:tie" in bound or "tie" in _noun_names(text) or (kind == "suit" and gender == "male")
    scarf = COLORS[bound.get("noun:scarf", "red")] if "scarf" in _noun_names(text) else None
    return Clothes(kind, COLORS[name], under_color, accent, tie, scarf)


def _noun_names(text: str) -> set[str]:
    return {term.meaning for term in terms(text, "noun")}


def _doctor(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in ("doctor", "surgeon", "nurse", "scientist", "医生", "大夫", "护士"))
