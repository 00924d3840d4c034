"""Reading a season: from the file that a user wrote to what the line makes, every open choice settled."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from producer.intake.capability import check_capability
from producer.intake.cast import Played, cast_problems, character_of, pictures_of, read_cast, role_of, speakers_as_cast, wardrobe_notes
from producer.intake.choice import Choice, choose
from producer.intake.continuity import continuity_notes
from producer.intake.delivery import check_preset, delivery_notes, delivery_of
from producer.intake.document import Document
from producer.intake.dubs import DubCasting, dub_problems, undubbed_lines
from producer.intake.findings import summary
from producer.intake.importing import read_written
from producer.intake.intake import Intake
from producer.intake.keys import IsConfigured, keyed_by
from producer.intake.moving import inlined, moved_cast
from producer.intake.native_audio import native_audio_notes
from producer.intake.picture import Picture
from producer.intake.premise import StoryWriter, has_to_be_written, offline_writer_is_meant, seed_of, write_offline
from producer.intake.problems import Problem, deny, refuse
from producer.intake.scenes import Breakdown, Lines, Translating, untranslated
from producer.intake.script import Script, checked, contradictions, script_of
from producer.intake.slug import slug_of
from producer.intake.staffing import Models, Staff, staff, unkeyed_models, unknown_models
from producer.review.review import review
from shared import bcp47
from shared.casting import cast
from shared.catalogue import Catalogue, load_catalogue
from shared.errors import InputError
from shared.line.dubbing import with_dubs
from shared.money import micros_of
from shared.production import Character, Dub, Episode, Production
from shared.season import Music, SeasonFile
from shared.season_cast import CastMember
from shared.settings import load_settings


def read_season(
    path: Path,
    *,
    rehearse: bool = False,
    catalogue: Catalogue | None = None,
    is_configured: IsConfigured | None = None,
    by_models: StoryWriter | None = None,
    translate: Translating = untranslated,
) -> Intake:
    """Read a season file (or a script alone, whose speakers are then the cast).

    `rehearse` gives every stage to the offline studio, whatever the file names. `catalogue` is by default the settings';
    `is_configured` tells which of its vendors can be asked, by default those whose keys are in the environment. `by_models`
    writes what has a premise and no script; without it the offline writer does, and who names a language model for that is refused.
    `translate` puts what is translated into its lines; by default they have what the script says.
    Raises InputError, one line that names the file, the field, what is wrong and what would be right.
    """
    document = read_written(path)
    return season_of(
        document, rehearse=rehearse, catalogue=catalogue, is_configured=is_configured, by_models=by_models, translate=translate
    )


def season_of(
    document: Document,
    *,
    rehearse: bool = False,
    catalogue: Catalogue | None = None,
    is_configured: IsConfigured | None = None,
    by_models: StoryWriter | None = None,
    translate: Translating = untranslated,
) -> Intake:
    """The season that a document holds; as `read_season`."""
    season = checked(document, SeasonFile)
    catalogue = catalogue or load_catalogue(load_settings())
    asked = (lambda vendor: catalogue.vendors[vendor].engine == "studio") if rehearse else is_configured or keyed_by(catalogue)
    return _Reading(document, season, catalogue, asked, by_models, rehearse=rehearse).intake(untranslated if rehearse else translate)


class _Reading:
    """Settles one season, step by step."""

    def __init__(
        self,
        document: Document,
        season: SeasonFile,
        catalogue: Catalogue,
        asked: IsConfigured,
        by_models: StoryWriter | None,
        *,
        rehearse: bool,
    ) -> None:
        self.document = document
        check_preset(document, season)
        self.cast = read_cast(season, document)
        self.season = season.model_copy(update={"characters": self.cast.members or None})
        self.catalogue = catalogue
        self.is_configured = asked
        self.rehearse = rehearse
        self.notes: list[str] = []
        self.script = self.settle_script(by_models)

    def settle_script(self, by_models: StoryWriter | None) -> Script:
        """The script that is there; else one written from the premise, which settles the language and the cast of the season, too."""
        season = self.season
        is_offline = self.rehearse or (by_models is None and offline_writer_is_meant(season, self.catalogue, self.is_configured))
        write = write_offline if is_offline else by_models
        if not has_to_be_written(season) or write is None:
            return script_of(season, self.document)
        story = write(season, self.document)
        self.season = story.season
        self.cast = replace(self.cast, members=story.season.cast)
        self.notes.extend(story.notes)
        return story.script

    def intake(self, translate: Translating) -> Intake:
        self.check()
        members = self.members()
        pictures = pictures_of(self.cast, members)
        staff = self.staff()
        breakdown = Breakdown(self.language, self.texts, self.season.episode_seconds)
        written_lines = self.wanted(breakdown.episodes(self.script))
        lines = Lines(self.season, self.document, self.script, self.language, self.texts, members, written_lines)
        episodes, translating = translate(lines)
        production, casting = self.settled(staff, members, pictures, episodes)
        fitting = check_capability(self.document, production, with_dubs(production, _by_number(episodes)), self.catalogue)
        written = self.script.document
        imported = summary(written.path, written.findings)
        notes = [
            *([imported] if imported else []),
            *self.notes,
            *casting,
            *wardrobe_notes(members, production.episodes),
            *breakdown.notes,
            *translating,
            *fitting,
            *continuity_notes(production, _by_number(episodes), self.catalogue),
            *native_audio_notes(production, self.catalogue),
            *delivery_notes(self.season, self.language, episodes),
        ]
        files = {picture.key: picture.path for picture in pictures.values()}
        remarks = review(self.document, self.script, production, episodes, self.catalogue, cast=self.cast.document)
        own = moved_cast(members, self.cast.document.path.parent, self.document.path.parent)
        file = inlined(self.season, self.script, production, own)
        lacking = undubbed_lines(episodes, self.language, production.dubs)
        path, findings = self.document.path, written.findings
        return Intake(production, episodes, notes, files, path, written.path, file, findings, remarks, self.played, lacking)

    def settled(
        self, staff: Staff, members: Sequence[CastMember], pictures: Mapping[str, Picture], episodes: Sequence[Episode]
    ) -> tuple[Production, list[str]]:
        """The season with its models in order and its cast speaking by the first of them, and notes on both."""
        characters, notes = self.characters(members, staff.models, pictures)
        draft = self.production(Choice(staff.models, (), ()), staff, characters, episodes)
        choice = choose(staff, draft, _by_number(episodes), self.catalogue, self.is_configured)
        if choice.models["speech"] != staff.models["speech"]:
            characters, notes = self.characters(members, choice.models, pictures)
        dubs, dubbing = self.dubs(choice, members)
        production = self.production(choice, staff, characters, episodes).model_copy(update={"dubs": dubs})
        return production, [*choice.notes, *notes, *dubbing]

    def dubs(self, choice: Choice, members: Sequence[CastMember]) -> tuple[tuple[Dub, ...], list[str]]:
        roles = [role_of(member) for member in members]
        own, asked = choice.models["speech"], self.is_configured
        casting = DubCasting(self.document, self.season, self.catalogue, asked, own, roles, self.lot, rehearse=self.rehearse)
        return casting.dubs()

    @property
    def lot(self) -> str:
        """What decides, with each character's name, what is left open of faces and voices."""
        return self.season.title if self.season.seed is None else f"{self.season.title}\0{self.season.seed}"

    @cached_property
    def language(self) -> str:
        if self.season.language is not None:
            return self.season.language
        language = bcp47.guess(" ".join(line.line for line in self.script.lines))
        self.notes.append(f"no language is given; the dialogue reads as {language!r}")
        return language

    @property
    def subtitles(self) -> tuple[str, ...]:
        chosen = self.season.subtitles
        return (self.language,) if chosen is None else tuple(dict.fromkeys(chosen))

    @property
    def burn(self) -> str | None:
        choice = self.season.burn_subtitles
        return (self.language if choice else None) if isinstance(choice, bool) else choice

    @property
    def texts(self) -> tuple[str, ...]:
        """Every language that lines are wanted in: as subtitles, beside the picture or in it, and spoken."""
        return tuple(dict.fromkeys((*self.subtitles, *([self.burn] if self.burn else []), *self.season.dubs)))

    def check(self) -> None:
        """Refuse what contradicts itself, or the catalogue."""
        names = [member.name for member in self.cast.members]
        own: list[Problem] = list(dub_problems(self.season, self.language)) if self.season.dubs else []
        in_cast = list(cast_problems(self.cast))
        if self.cast.document is self.document:
            own += in_cast
        else:
            refuse(self.cast.document, in_cast)
        if not self.rehearse:
            providers = self.season.providers
            unknown = unknown_models(providers, self.catalogue)
            own += unknown or unkeyed_models(providers, self.catalogue, self.is_configured)
        inside = contradictions(self.script, names or None)
        if self.script.document is self.document:
            refuse(self.document, own + inside)
        refuse(self.document, own)
        refuse(self.script.document, inside)

    def members(self) -> tuple[CastMember, ...]:
        if self.cast.members:
            return self.cast.members
        speakers = self.script.speakers
        if speakers:
            self.notes.append(f"no characters are given, so the cast is whoever speaks: {', '.join(speakers)}"[:500])
        return speakers_as_cast(speakers)

    def staff(self) -> Staff:
        try:
            able = staff(self.season.providers, self.catalogue, self.language, self.is_configured, rehearse=self.rehearse)
        except InputError as error:
            deny(self.document, ("language",), error.message)
        self.notes.extend(able.notes)
        return able

    def characters(
        self, members: Sequence[CastMember], models: Models, pictures: Mapping[str, Picture]
    ) -> tuple[tuple[Character, ...], list[str]]:
        """The cast, with a voice of each speech model, and notes on how it speaks with the first."""
        roles = [role_of(member) for member in members]
        first, *others = models["speech"]
        parts = cast(self.lot, roles, self.catalogue.model(first), self.language)
        elsewhere = {name: cast(self.lot, roles, self.catalogue.model(name), self.language) for name in others}
        self.played = tuple(
            Played(member, part, pictures[member.name].path if member.name in pictures else None)
            for member, part in zip(members, parts, strict=True)
        )
        characters = tuple(
            character_of(
                played,
                pictures[played.member.name].key if played.picture else None,
                {name: those[index].voice for name, those in elsewhere.items()},
            )
            for index, played in enumerate(self.played)
        )
        return characters, [part.note for part in parts if part.note is not None]

    def wanted(self, episodes: tuple[Episode, ...]) -> tuple[Episode, ...]:
        """The episodes asked for: the first ones where fewer are asked for than are written."""
        count = self.season.episodes
        if not isinstance(count, int) or count == len(episodes):
            return episodes
        self.notes.append(f"the script has {len(episodes)} episodes; the first {count} are made")
        return episodes[:count]

    def production(self, choice: Choice, staff: Staff, characters: tuple[Character, ...], episodes: Sequence[Episode]) -> Production:
        season = self.season
        slug = slug_of(season.title)
        music = season.music if isinstance(season.music, Music) else Music()
        return Production(
            season=slug,
            title=season.title,
            slug=slug,
            genre=season.genre or self.script.genre,
            language=self.language,
            subtitles=self.subtitles,
            burn=self.burn,
            style=season.style,
            format=season.pixels,
            characters=characters,
            music_volume=None if season.music is False else music.volume,
            budget_micros=None if season.budget_usd is None else micros_of(season.budget_usd),
            models=choice.models,
            prefer=season.prefer,
            chosen=choice.chosen,
            references_are_wanted="reference" in staff.named,
            allow=tuple(dict.fromkeys(season.allow)),
            on_failure=season.on_failure,
            webhook_url=season.webhook_url,
            seed=seed_of(season),
            episodes=tuple(episode.number for episode in episodes),
            order=season.order,
            native_volume=season.native_volume,
            quality=season.quality,
            quality_budget_micros=0 if season.quality_budget_usd is None else micros_of(season.quality_budget_usd),
            subtitle_style=season.subtitle_style,
            delivery=delivery_of(season),
        )


def _by_number(episodes: Sequence[Episode]) -> dict[int, Episode]:
    return {episode.number: episode for episode in episodes}
