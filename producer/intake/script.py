"""A season's script, wherever it stands: its episodes, and what contradicts itself in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from producer.intake.document import Document, Place
from producer.intake.importing import read_written
from producer.intake.problems import LONGEST_SHOWN, Problem, deny, did_you_mean, problems_of, refuse
from shared.season import SeasonFile
from shared.season_script import DialogueLine, EpisodeScript, SceneScript, ScriptFile

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Script:
    """A script: `document` holds it, its episodes at `place`."""

    document: Document
    place: Place
    episodes: tuple[EpisodeScript, ...]
    genre: str = ""

    def numbered(self) -> Iterator[tuple[int, Place, EpisodeScript]]:
        """Number (its own, else its position), place and script of each episode, as the document has them."""
        for index, episode in enumerate(self.episodes):
            yield episode.episode_number or index + 1, (*self.place, index), episode

    @property
    def lines(self) -> list[DialogueLine]:
        """Every line of dialogue."""
        return [line for episode in self.episodes for scene in episode.scenes for line in scene.dialogue]

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who speaks, in the order of their first lines."""
        return tuple(dict.fromkeys(line.character for line in self.lines))


def numbered_scenes(episode: EpisodeScript) -> Iterator[tuple[int, int, SceneScript]]:
    """Number (its own, else its position), index and script of each scene."""
    for index, scene in enumerate(episode.scenes):
        yield scene.scene_number or index + 1, index, scene


def checked(document: Document, model: type[M]) -> M:
    """The document as a model. Raises InputError for the first of its problems."""
    empty = [Problem(place, "is empty; write a value, or leave the field out") for place, value in document.walk() if value is None]
    named = {problem.place for problem in empty}
    try:
        result = model.model_validate(document.data)
    except ValidationError as error:
        refuse(document, empty + [problem for problem in problems_of(document, model, error) if problem.place not in named])
        raise
    refuse(document, empty)
    return result


def script_of(season: SeasonFile, document: Document) -> Script:
    """The script of a season. Raises InputError where there is none, or two."""
    if isinstance(season.episodes, tuple):
        if season.script is not None:
            deny(document, ("script",), "is given although 'episodes' holds a script too; keep one of them")
        return Script(document, ("episodes",), season.episodes)
    if season.script is None:
        where: Place = ("episodes",) if season.premise is None else ("premise",)
        deny(document, where, "nothing here can write a script; give one: the episodes under 'episodes', or a file as 'script'")
    if isinstance(season.script, ScriptFile):
        script = Script(document, ("script", "episodes"), season.script.episodes, season.script.genre)
    else:
        script = _script_file(document, season, season.script)
    if season.episodes is not None and season.episodes > len(script.episodes):
        deny(document, ("episodes",), f"asks for {season.episodes}, but the script has {len(script.episodes)}; ask for at most that many")
    return script


def _script_file(document: Document, season: SeasonFile, name: str) -> Script:
    path = document.path.parent / name
    try:
        exists = path.is_file()
    except OSError:  # such as a name that is too long
        exists = False
    if not exists:
        deny(document, ("script",), f"there is no file {str(path)!r}; give a path from the season file's folder")
    written = read_written(path, [member.name for member in season.cast])
    file = checked(written, ScriptFile)
    return Script(written, ("episodes",), file.episodes, file.genre)


def contradictions(script: Script, cast: Sequence[str] | None) -> list[Problem]:
    """Numbers given twice, and speakers who are not in the cast (None: whoever speaks is in it)."""
    found: list[Problem] = []
    episodes: set[int] = set()
    for number, place, episode in script.numbered():
        if number in episodes:
            found.append(Problem((*place, "episode_number"), f"there are two episodes with the number {number}; give each its own"))
        episodes.add(number)
        scenes: set[int] = set()
        for scene_number, index, scene in numbered_scenes(episode):
            here = (*place, "scenes", index)
            if scene_number in scenes:
                wrong = f"episode {number} has two scenes with the number {scene_number}; give each its own"
                found.append(Problem((*here, "scene_number"), wrong))
            scenes.add(scene_number)
            if cast is not None:
                found += _strangers(scene, here, f"episode {number}, scene {scene_number}", cast)
    return found


def _strangers(scene: SceneScript, here: Place, called: str, cast: Sequence[str]) -> list[Problem]:
    found = []
    for index, line in enumerate(scene.dialogue):
        if line.character not in cast:
            hint = did_you_mean(line.character, cast, f"the cast is: {', '.join(cast)}"[: 4 * LONGEST_SHOWN])
            wrong = f"{line.character!r} speaks in {called}, but is not in the cast; {hint}"
            found.append(Problem((*here, "dialogue", index, "character"), wrong))
    return found
