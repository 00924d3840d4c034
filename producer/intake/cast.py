"""The cast of a season: listed in the season file or in a bible of its own, each member with what was chosen where it says nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from producer.intake.document import Document, Place
from producer.intake.forms import read_data
from producer.intake.picture import Picture, read_picture
from producer.intake.problems import Problem, deny, fail, shown
from producer.intake.script import checked
from shared.casting import Part, Role
from shared.episode_ranges import spelled
from shared.errors import InputError
from shared.line.requests import Look
from shared.production import Character, Costume
from shared.season import SeasonFile
from shared.season_cast import CastFile, CastMember

A_BIBLE = "a character bible is a list of characters, or a mapping that starts with 'characters:'"


@dataclass(frozen=True)
class Cast:
    """The characters as they are given: nobody where whoever speaks is the cast. `document` has them at `place`."""

    members: tuple[CastMember, ...]
    document: Document
    place: Place = ("characters",)


@dataclass(frozen=True)
class Played:
    """One of the cast: as given, as cast for the first speech model, and the user's own picture."""

    member: CastMember
    part: Part
    picture: Path | None = None


def read_cast(season: SeasonFile, document: Document) -> Cast:
    """The cast that a season lists, or refers to. Raises InputError, one line, that names the bible where it is wrong in there."""
    if not isinstance(season.characters, str):
        return Cast(season.cast, document)
    path = document.path.parent / season.characters
    try:
        exists = path.is_file()
    except OSError:  # such as a name that is too long
        exists = False
    if not exists:
        deny(document, ("characters",), f"there is no file {str(path)!r}; give a path from the season file's folder")
    bible = _bible(path)
    return Cast(checked(bible, CastFile).characters, bible)


def _bible(path: Path) -> Document:
    data, lines = read_data(path, A_BIBLE, "character bible")
    if isinstance(data, list):
        inside = {("characters", *place): line for place, line in lines.items()}
        return Document(path, {"characters": data}, {(): lines[()], **inside})
    if not isinstance(data, dict):
        fail(f"{path}:{lines.get((), 1)}: holds {shown(data)}; {A_BIBLE}")
    return Document(path, data, lines)


def cast_problems(cast: Cast) -> Iterator[Problem]:
    """Names given twice, and episodes for which somebody's wardrobe has two entries."""
    names = [member.name for member in cast.members]
    for index, member in enumerate(cast.members):
        here = (*cast.place, index)
        if member.name in names[:index]:
            yield Problem((*here, "name"), f"{member.name!r} is in the cast twice; give each character a name of its own")
        dressed: set[int] = set()
        for at, costume in enumerate(member.wardrobe):
            if twice := dressed.intersection(costume.episodes):
                wrong = f"{member.name} has two costumes in {counted(twice)}; give each episode one entry of the wardrobe"
                yield Problem((*here, "wardrobe", at, "episodes"), wrong)
            dressed.update(costume.episodes)


def pictures_of(cast: Cast, members: Sequence[CastMember]) -> dict[str, Picture]:
    """The user's own pictures, by the name of the character. Raises InputError."""
    pictures = {}
    for index, member in enumerate(members):
        if member.reference_image is not None:
            try:
                pictures[member.name] = read_picture(cast.document.path.parent / member.reference_image)
            except InputError as error:
                deny(cast.document, (*cast.place, index, "reference_image"), error.message)
    return pictures


def wardrobe_notes(members: Iterable[CastMember], episodes: Iterable[int]) -> Iterator[str]:
    """Where a wardrobe is for episodes that are not made."""
    made = set(episodes)
    for member in members:
        named = {number for costume in member.wardrobe for number in costume.episodes}
        if named - made:
            yield f"{member.name}: the wardrobe has {counted(named - made)}, not made in this season"


def counted(episodes: Iterable[int]) -> str:
    """`episode 3`, or `episodes 1-3, 7`."""
    numbers = sorted(set(episodes))
    return f"episode{'' if len(numbers) == 1 else 's'} {spelled(numbers)}"


def role_of(member: CastMember) -> Role:
    """What casting is told of a character."""
    gender = None if member.gender == "unspecified" else member.gender
    return Role(member.name, gender, member.age, (member.role, member.appearance, member.personality), member.seed, member.voice)


def character_of(played: Played, picture: str | None, voices: dict[str, str]) -> Character:
    """A character as the line makes it. `picture` is the content key of the user's own, `voices` those of the other speech models."""
    member, part = played.member, played.part
    look = Look(name=member.name, role=member.role, gender=part.gender, age=member.age, appearance=member.appearance, seed=part.seed)
    return Character(
        look=look,
        personality=member.personality,
        voice=part.voice,
        voices=voices,
        reference_image=picture,
        seed_is_locked=member.seed is not None,
        locked=member.locked,
        wardrobe=tuple(Costume(episodes=costume.episodes, wears=costume.wears) for costume in member.wardrobe),
    )


def speakers_as_cast(speakers: Sequence[str]) -> tuple[CastMember, ...]:
    """Whoever speaks, where no characters are given."""
    return tuple(CastMember(name=name) for name in speakers)
