"""From a Look's text to the features that the rig draws: what the words say is locked, what they leave open the seed decides."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from shared.line.requests import Look
from worker.studio.rig.dice import Dice
from worker.studio.rig.ink import RGB
from worker.studio.rig.outfit import Clothes, bound_colors, clothes_of
from worker.studio.rig.palette import COLORS, HAIRS, IRISES, SKINS, mix
from worker.studio.rig.words import terms

Gender = Literal["female", "male"]
Age = Literal["child", "young", "middle", "elderly"]

CUTS: dict[Gender, tuple[str, ...]] = {
    "female": ("long straight", "long wavy", "long side", "bob", "bob side", "medium", "medium wavy", "ponytail", "bun", "braid"),
    "male": ("side", "messy", "parted", "slick", "spiky", "short fringe", "textured"),
}
"""The cuts that the seed chooses from; the words can name more (pixie, twin, crew, bald, long hair on men)."""


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


def _garments(text: str) -> list[str]:
    return [term.meaning for term in terms(text, "garment")]


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
    if named is not None and (gender == "female" or named != "pixie"):
        return named
    if gender == "male":
        return next((style for style in _MALE_STYLES if style in said), None) or _male_cut(age, said, dice)
    choices = _AGE_CUTS[gender].get(age, CUTS[gender])
    if "wavy" in said:
        choices = ("medium wavy",) if "medium" in said else ("long wavy",)
    elif "medium" in said:
        choices = ("medium",)
    elif "short" in said:
        choices = ("bob", "bob side", "pixie")
    elif "straight" in said:
        choices = ("long straight",)
    elif "long" in said:
        choices = ("long straight", "long side")
    return dice.pick("cut", choices)


_MALE_STYLES = ("slick", "spiky", "messy", "parted", "side")
_AGE_CUTS: dict[Gender, dict[Age, tuple[str, ...]]] = {
    "female": {"elderly": ("bun", "bob side", "pixie"), "child": ("twin", "bob", "ponytail", "long straight", "braid")},
    "male": {"elderly": ("receding", "slick", "side"), "child": ("short fringe", "messy"), "middle": ("slick", "side", "crew", "textured")},
}


def _male_cut(age: Age, said: set[str], dice: Dice) -> str:
    if "long" in said or "medium" in said:
        return "male long"
    return "textured" if "wavy" in said else dice.pick("cut", _AGE_CUTS["male"].get(age, CUTS["male"]))


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


@lru_cache(maxsize=256)
def features(look: Look) -> Features:
    """The features of a look. Never fails: any text is a valid look, since the seed completes it."""
    text = look.appearance
    traits, bound = _traits(text), bound_colors(text)
    hair_said = {term.meaning for term in terms(text, "hair")}
    garments = _garments(text)
    # A costume that names no garment known here leaves the usual clothes on; it never changes the face.
    worn = look.wears if _garments(look.wears) else text
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
        clothes=clothes_of(f"{look.role} {worn}", gender, _garments(worn), bound_colors(worn), dice, child=age == "child"),
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
