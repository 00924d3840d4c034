"""Writes a season: premise in, script out."""

import re
from collections.abc import Sequence

from producer.storyteller.genre import genre_of
from producer.storyteller.interludes import Bag, Interludes
from producer.storyteller.lexicon import Pair, Tongue, dice, pair, table
from producer.storyteller.players import Company, company
from producer.storyteller.plot import EpisodePlan, plan
from producer.storyteller.premise import Premise, Spot, Thing, read
from producer.storyteller.scenes import TAGS, Director
from producer.storyteller.script import WrittenScript
from producer.storyteller.settings import Calendar
from producer.storyteller.wording import Wording
from shared.season_cast import CastMember
from shared.season_script import EpisodeScript

_HOMES = ("tea shop", "bookshop", "inn", "restaurant", "bakery")
_YEARS = (Pair("七", "seven"), Pair("十", "ten"), Pair("十二", "twelve"), Pair("十五", "fifteen"))


def write(
    premise: str,
    *,
    title: str,
    genre: str,
    language: str,
    episodes: int,
    scenes_per_episode: int,
    episode_seconds: float,
    characters: Sequence[CastMember] = (),
    seed: int,
) -> WrittenScript:
    """Write a season of `episodes` of `scenes_per_episode` scenes and `episode_seconds` each.

    The same arguments give the same script, byte for byte. A language other than Chinese and English is written in the premise's one
    of the two; `notes` says so. Raises ValueError for numbers that make no season.
    """
    _check(episodes, scenes_per_episode, episode_seconds)
    kind, genre_note = genre_of(genre, premise)
    tongue, tag, language_note = _tongue(language, premise)
    understood = read(premise)
    key = "\x1e".join((str(seed), premise, title, kind, tongue, *(member.name for member in characters)))
    people = company(understood, characters, tongue, key)
    job_known = people.players["H"].job is not None
    size = {"episodes": episodes, "scenes": scenes_per_episode}
    plans = plan(kind, understood, job_known=job_known, mentioned=people.mentioned, **size, seed=key)
    director = _director(understood, people, plans, tongue, kind, key)
    loglines = _loglines(plans, premise, tongue, key)
    made = tuple(
        director.episode(number, one, episodes, episode_seconds, loglines[number - 1]) for number, one in enumerate(plans, start=1)
    )
    notes = (*filter(None, (genre_note, language_note)), _understood(understood, people, tongue))
    cast = _cast(people, director.wording.used, made, characters)
    return WrittenScript(title, kind, tag, made, cast, notes, tuple(director.facts))


def _check(episodes: int, scenes: int, seconds: float) -> None:
    if episodes < 1 or scenes < 1:
        raise ValueError(f"a season has at least one episode of one scene, not {episodes} of {scenes}")
    if not 1 <= seconds / scenes <= 300:
        raise ValueError(f"{scenes} scenes in {seconds:g} s are {seconds / scenes:g} s each; a scene takes 1 to 300 s")


def _tongue(language: str, premise: str) -> tuple[Tongue, str, str | None]:
    primary = language.casefold().replace("_", "-").split("-")[0]
    if primary == "en":
        return "en", language, None
    if primary in {"zh", "cmn"}:
        traditional = re.search(r"hant|tw|hk|mo\b", language.casefold())
        return "zh", language, f"{language} is written in simplified characters" if traditional else None
    tongue: Tongue = "zh" if re.search("[\u4e00-\u9fff]", premise) else "en"
    return tongue, TAGS[tongue], f"the offline writer writes Chinese and English, not {language}; this is {TAGS[tongue]}"


def _director(premise: Premise, people: Company, plans: Sequence[EpisodePlan], tongue: Tongue, kind: str, key: str) -> Director:
    chance = dice("world", key)
    home = premise.spots[0] if premise.spots else _home(chance.choice(_HOMES))
    young = (people.players["H"].member.age or 30) < 25
    years = _YEARS[0] if young else chance.choice(_YEARS)
    first = plans[0].thread
    wording = Wording(dict(people.players), home, _house(people, tongue, key), years, first.thing, first.secret.about)
    between = sum(slot.draft is None for one in plans for slot in one.slots)
    spoken = {part for one in plans for slot in one.slots if slot.draft for part in slot.draft.parts}
    interludes = Interludes(kind, between, key, (people.mentioned & {"E", "A"}) - spoken)  # type: ignore[arg-type]
    return Director(tongue, wording, interludes, Calendar(home, dice("calendar", key)), people.extras, key)


def _home(called: str) -> Spot:
    entry = next(entry for entry in table("vocabulary/places") if called in entry["en"])
    return Spot(Pair(entry["zh"][0], called), entry["kind"])


def _house(people: Company, tongue: Tongue, key: str) -> Pair:
    """The family that the foe is of: the foe's surname where it is Chinese, else one that nobody has."""
    foe = people.players["F"].name
    if not foe.zh.isascii() and tongue == "zh":
        latin = foe.en.split()
        return Pair(foe.zh[0], latin[-1] if latin[0].endswith(".") else latin[0])
    surnames = table("vocabulary/names")["en"]["surnames"]
    chosen = dice("house", key).choice(sorted(surnames))
    return Pair(surnames[chosen], chosen)


def _loglines(plans: Sequence[EpisodePlan], premise: str, tongue: Tongue, key: str) -> list[Pair]:
    """One for each episode; the first is the premise's own first sentence, where it is in the season's language."""
    bags = {kind: Bag([pair(text) for text in texts], dice("loglines", kind, key)) for kind, texts in table("loglines").items()}
    made = [bags[one.kind].draw() for one in plans]
    own = re.sub(r"[\[\]{}]", "", re.split(r"(?<=[.!?。！？])\s*", premise.strip())[0])[:300]
    spoken = "zh" if re.search("[\u4e00-\u9fff]", own) else "en"
    if own and spoken == tongue:
        made[0] = Pair(own, own)
    return made


def _understood(premise: Premise, people: Company, tongue: Tongue) -> str:
    """What was made of the premise, for whoever wonders."""
    things: list[Thing | Spot] = [*premise.spots, *premise.things]
    cast = ", ".join(f"{player.job.of(tongue)} {player.key}" for player in people.players.values() if player.job)
    seen = ", ".join(one.called.of(tongue) for one in things)
    return f"understood of the premise: {'; '.join(filter(None, (cast, seen))) or 'nothing, so it is only quoted'}"


def _cast(people: Company, used: set[str], made: Sequence[EpisodeScript], given: Sequence[CastMember]) -> tuple[CastMember, ...]:
    """The given cast, each with the gender that the lines take for granted, and whom the story invented and needed."""
    settled = {player.key: player.member for player in (*people.players.values(), *people.extras) if player.given}
    invented = [player.member for player in people.players.values() if not player.given]
    speaking = {line.character for episode in made for scene in episode.scenes for line in scene.dialogue}
    written = " ".join(scene.action for episode in made for scene in episode.scenes)
    needed = [member for member in invented if member.name in speaking or (member.name in used and member.name in written)]
    return (*(settled.get(member.name, member) for member in given), *needed)
