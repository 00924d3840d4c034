"""From a Look's text to the features that the rig draws: what the words say is locked, what they leave open the seed decides."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from shared.line.requests import Look
from worker.studio.rig.dice import Dice
from worker.studio.rig.ink import RGB
from worker.studio.rig.palette import COLORS, HAIRS, IRISES, SKINS, mix
from worker.studio.rig.words import Term, clauses, terms

Gender = Literal["female", "male"]
Age = Literal["child", "young", "middle", "elderly"]

CUTS: dict[Gender, tuple[str, ...]] = {
    "female": ("long straight", "long wavy", "long side", "bob", "bob side", "medium", "medium wavy", "ponytail", "bun", "braid"),
    "male": ("side", "messy", "parted", "slick", "spiky", "short fringe", "textured"),
}
"""The cuts that the seed chooses from; the words can name more (pixie, twin, crew, bald, long hair on men)."""

GARMENTS: dict[Gender, tuple[str, ...]] = {
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


@dataclass(frozen=True)
class Features:
    """Everything by which a character is known again. Numbers without a unit are in -1 to 1, 0 being the average face."""

    gender: Gender
    age: Age
    skin: RGB
    hair: RGB
    cut: str
    fringe: str
    parting: int
    iris: RGB
    eye_size: float
    eye_tilt: float
    eye_gap: float
    brow_weight: float
    brow_tilt: float
    face_width: float
    jaw: float
    chin: float
    nose: float
    mouth_width: float
    lips: RGB
    resting_smile: float
    calm: bool
    glasses: str
    beard: str
    clothes: Clothes
    height: float
    build: float
    freckles: bool
    mole: int
    scar: bool
    earrings: bool
    necklace: bool


def _bound_colors(text: str) -> dict[str, str]:
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


def _traits(text: str) -> set[str]:
    return {term.meaning for term in terms(text, "trait")}


def _gender(look: Look, traits: set[str], garments: list[str], dice: Dice) -> Gender:
    if look.gender != "unspecified":
        return look.gender
    named = _traits(f"{look.name} {look.role}")
    for seen in (named, traits):
        if ("female" in seen) != ("male" in seen):
            return "female" if "female" in seen else "male"
    if {"dress", "gown", "qipao", "blouse"} & set(garments):
        return "female"
    if {"stubble", "moustache", "goatee", "beard"} & traits:
        return "male"
    return dice.pick("gender", ("female", "male"))


def _age(look: Look, traits: set[str]) -> Age:
    if look.age is not None:
        return "child" if look.age < 13 else "young" if look.age < 38 else "middle" if look.age < 60 else "elderly"
    for age in ("elderly", "middle", "child", "young"):
        if age in traits | _traits(f"{look.name} {look.role}"):
            return age
    return "elderly" if "ageing hair" in traits else "young"


_NAMED_CUTS = ("bald", "crew", "twin", "ponytail", "bun", "braid", "pixie")


def _cut(gender: Gender, age: Age, said: set[str], dice: Dice) -> str:
    """The cut that the words name, completed by the seed."""
    if "bob" in said:
        return "bob side" if "side" in said or "parted" in said else dice.pick("bob", ("bob", "bob side"))
    named = next((cut for cut in _NAMED_CUTS if cut in said), None)
    if named is not None and (gender == "female" or named not in {"pixie"}):
        return named
    if gender == "male":
        return _male_cut(age, said, dice)
    if "short" in said:
        return dice.pick("short", ("bob", "bob side", "pixie"))
    if "medium" in said:
        return "medium wavy" if "wavy" in said else "medium"
    if "long" in said or "straight" in said or "wavy" in said:
        if "wavy" in said:
            return "long wavy"
        return "long straight" if "straight" in said else dice.pick("long", ("long straight", "long side", "long straight"))
    if age == "elderly":
        return dice.pick("elder", ("bun", "bob side", "pixie"))
    if age == "child":
        return dice.pick("child", ("twin", "bob", "ponytail", "long straight", "braid"))
    return dice.pick("cut", CUTS["female"])


def _male_cut(age: Age, said: set[str], dice: Dice) -> str:
    for style in ("slick", "spiky", "messy", "parted", "side"):
        if style in said:
            return style
    if "long" in said or "medium" in said:
        return "male long"
    if "wavy" in said:
        return "textured"
    if age == "elderly":
        return dice.pick("elder", ("receding", "slick", "side", "receding"))
    if age == "child":
        return dice.pick("child", ("short fringe", "messy"))
    if age == "middle":
        return dice.pick("middle", ("slick", "side", "crew", "textured"))
    return dice.pick("cut", CUTS["male"])


def _hair_color(age: Age, traits: set[str], bound: dict[str, str], dice: Dice) -> RGB:
    if "noun:hair" in bound:
        name = bound["noun:hair"]
        return HAIRS.get(name) or mix(COLORS[name], (60, 50, 60), 0.15)
    if "ageing hair" in traits or age == "elderly":
        return mix(HAIRS["white"], HAIRS["grey"], dice.between("white", 0, 0.8))
    base = dice.pick("hair", ((44, 40, 52), (58, 44, 44), (86, 58, 48), (38, 42, 60), (112, 72, 52)))
    return mix(base, HAIRS["grey"], dice.between("greying", 0.12, 0.4)) if age == "middle" and dice.chance("greys", 0.4) else base


def _skin(traits: set[str], bound: dict[str, str], dice: Dice) -> RGB:
    for name in ("dark", "brown", "tan", "fair"):
        if name in traits:
            return SKINS[name]
    said = bound.get("noun:skin")
    if said:
        return SKINS[{"black": "dark", "brown": "brown", "white": "fair", "olive": "tan"}.get(said, "light")]
    return dice.pick("skin", (SKINS["fair"], SKINS["light"], SKINS["light"], SKINS["warm"]))


def _clothes(text: str, gender: Gender, garments: list[str], bound: dict[str, str], dice: Dice, *, child: bool) -> Clothes:
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


@lru_cache(maxsize=256)
def features(look: Look) -> Features:
    """The features of a look. Never fails: any text is a valid look, since the seed completes it."""
    text = look.appearance
    traits, bound = _traits(text), _bound_colors(text)
    hair_said = {term.meaning for term in terms(text, "hair")}
    garments = [term.meaning for term in terms(text, "garment")]
    dice = Dice("look", look.seed, look.gender)
    gender, age = _gender(look, traits, garments, dice), _age(look, traits)
    cut = _cut(gender, age, hair_said, dice)
    sharp = (0.8 if "sharp" in traits else 0.0) - (0.5 if "gentle" in traits else 0.0)
    lips_said = bound.get("noun:lips")
    eyes_said = bound.get("noun:eyes")
    return Features(
        gender=gender,
        age=age,
        skin=_skin(traits, bound, dice),
        hair=_hair_color(age, traits, bound, dice),
        cut=cut,
        fringe="blunt" if "blunt" in hair_said else dice.pick("fringe", ("airy", "blunt", "swept", "centre")),
        parting=dice.pick("parting", (-1, 1)),
        iris=IRISES.get(eyes_said or "") or dice.pick("iris", ((92, 60, 46), (70, 52, 50), (112, 72, 48), (64, 76, 98), (84, 92, 72))),
        eye_size=dice.between("eye size", -0.8, 0.8) + (0.7 if "big eyes" in traits else 0) - (0.8 if "narrow eyes" in traits else 0),
        eye_tilt=dice.between("eye tilt", -0.6, 0.8) + sharp * 0.8,
        eye_gap=dice.between("eye gap", -1, 1),
        brow_weight=dice.between("brow weight", -1, 1),
        brow_tilt=dice.between("brow tilt", -0.5, 0.5) + sharp * 0.9,
        face_width=dice.between("face width", -1, 1) * 0.8 + (0.8 if "broad" in traits else -0.4 if "slim" in traits else 0),
        jaw=dice.between("jaw", -1, 1) + sharp * 0.4,
        chin=dice.between("chin", -1, 1) - sharp * 0.6,
        nose=dice.between("nose", -1, 1),
        mouth_width=dice.between("mouth", -1, 1),
        lips=COLORS[lips_said] if lips_said else dice.pick("lips", ((206, 108, 108), (196, 92, 96), (214, 122, 116), (184, 82, 92))),
        resting_smile=0.6 if "smile" in traits else 0.3 if "gentle" in traits else -0.25 if "sharp" in traits else 0.0,
        calm="calm" in traits,
        glasses=_glasses(traits, dice),
        beard=_beard(gender, age, traits, dice),
        clothes=_clothes(f"{look.role} {text}", gender, garments, bound, dice, child=age == "child"),
        height=dice.between("height", -0.5, 0.5) + (0.8 if "tall" in traits else -0.8 if "small" in traits else 0),
        build=dice.between("build", -0.5, 0.5) + (0.9 if "broad" in traits else -0.6 if "slim" in traits else 0),
        freckles="freckles" in traits or dice.chance("freckles", 0.05),
        mole=dice.pick("mole side", (-1, 1)) if "mole" in traits or dice.chance("mole", 0.12) else 0,
        scar="scar" in traits,
        earrings=gender == "female" and age != "child" and ("earrings" in traits or dice.chance("earrings", 0.55)),
        necklace=gender == "female" and age != "child" and ("necklace" in traits or dice.chance("necklace", 0.35)),
    )


def _glasses(traits: set[str], dice: Dice) -> str:
    if "sunglasses" in traits:
        return "sun"
    if "noglasses" in traits or "glasses" not in traits:
        return ""
    return dice.pick("glasses", ("round", "square", "half"))


def _beard(gender: Gender, age: Age, traits: set[str], dice: Dice) -> str:
    if gender == "female" or age == "child" or "shaven" in traits:
        return ""
    for kind in ("stubble", "moustache", "goatee", "beard"):
        if kind in traits:
            return kind
    odds = {"young": 0.12, "middle": 0.35, "elderly": 0.45}[age]
    kinds = ("stubble",) if age == "young" else ("stubble", "goatee", "moustache")
    return dice.pick("beard", kinds) if dice.chance("bearded", odds) else ""
