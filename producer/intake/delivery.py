"""What a season's preset and `labels` settle of the episodes' files: sizes, limits, and the marks that say that a machine made them."""

from collections.abc import Iterable, Iterator, Sequence

from producer.intake.document import Document
from producer.intake.problems import deny, did_you_mean
from shared.line.delivery import Delivery, Labels, SafeArea, VisibleLabel
from shared.line.scene import clip_seconds
from shared.presets import Preset, names, preset_named
from shared.presets.delivery import delivery_for, usual_mark, usual_tags
from shared.presets.limits import length_findings, picture_findings
from shared.presets.words import GENERATOR, label_text
from shared.production import Episode
from shared.season import LabelsChoice, MetadataMark, SeasonFile, VisibleMark
from shared.settings import load_settings

DEFAULT_SECONDS = 4.0
"""How long a mark is seen where neither the season file nor a preset says it: twice what GB 45438-2025 demands."""


TITLE_SAFE = SafeArea(top=0.05, bottom=0.07, left=0.05, right=0.05)
"""For pictures that are not upright, over which players lay next to nothing.

The title safe area of SMPTE ST 2046-1 and EBU R 95 is 5 % from each edge, and a progress bar stands below.
"""


def check_preset(document: Document, season: SeasonFile) -> None:
    """Refuse a preset that there is not. Raises InputError with what is near."""
    if season.preset is not None and season.preset not in names():
        known = f"known are: {', '.join(names())}"
        deny(document, ("preset",), f"there is no preset {season.preset[:60]!r}; {did_you_mean(season.preset, names(), known)}")


def delivery_of(season: SeasonFile) -> Delivery:
    """What is wanted of each episode's file."""
    preset = _preset(season)
    labels = _labels(season.labels or LabelsChoice(), preset)
    if preset is None:
        fmt = season.pixels
        return Delivery(labels=labels) if fmt.height > fmt.width else Delivery(labels=labels, safe_area=TITLE_SAFE)
    return delivery_for(preset, labels)


def delivery_notes(season: SeasonFile, language: str, episodes: Iterable[Episode]) -> list[str]:
    """What of the season its platform would not take, and which marks are missing that a rule demands."""
    preset, labels = _preset(season), season.labels or LabelsChoice()
    notes = list(_signing(labels))
    if preset is None:
        return notes
    fmt = season.pixels
    notes += [f"format: {finding.says}" for finding in picture_findings(preset, fmt.width, fmt.height, fmt.fps)]
    notes += _lengths(preset, episodes)
    return notes + list(_marks(labels, preset, language))


def _preset(season: SeasonFile) -> Preset | None:
    return None if season.preset is None else preset_named(season.preset)


def _labels(choice: LabelsChoice, preset: Preset | None) -> Labels:
    return Labels(visible=_visible(choice.visible, preset), metadata=_metadata(choice.metadata, preset), c2pa=choice.c2pa)


def _visible(choice: VisibleMark | bool | None, preset: Preset | None) -> VisibleLabel | None:
    if choice is False or (choice is None and not (preset and preset.labels.visible.shown)):
        return None
    usual = VisibleLabel(seconds=DEFAULT_SECONDS)
    if preset is not None:
        usual = usual_mark(preset)
    own = choice if isinstance(choice, VisibleMark) else VisibleMark()
    return usual.model_copy(update={name: value for name, value in own.model_dump().items() if value is not None})


def _metadata(choice: MetadataMark | bool | None, preset: Preset | None) -> dict[str, str]:
    """The file's tags; none where they are not wanted."""
    if choice is False:
        return {}
    return usual_tags(preset, choice.producer if isinstance(choice, MetadataMark) else "")


def _signing(labels: LabelsChoice) -> Iterator[str]:
    settings = load_settings()
    missing = [name for name in ("c2pa_cert", "c2pa_key") if getattr(settings, name) is None]
    if labels.c2pa and missing:
        variables = " and ".join(f"CLIFFHANGER_{name.upper()}" for name in missing)
        yield f"labels: a signed C2PA manifest is asked for; the workers that join episodes need what is not set here: {variables}"


def _lengths(preset: Preset, episodes: Iterable[Episode]) -> list[str]:
    """Episodes that are planned longer, or shorter, than the platform takes them."""
    said: dict[str, list[int]] = {}
    for episode in episodes:
        for finding in length_findings(preset, sum(clip_seconds(scene) for scene in episode.scenes)):
            said.setdefault(finding.says.split("; ")[1], []).append(episode.number)
    return [f"length: {limit}; as it is planned, episode {_listed(numbers)} does not keep to that" for limit, numbers in said.items()]


def _listed(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - 10} more" if len(numbers) > 10 else ""
    return ", ".join(str(number) for number in numbers[:10]) + more


def _marks(labels: LabelsChoice, preset: Preset, language: str) -> Iterator[str]:
    """What the platform's rules demand and the season file leaves out."""
    rule, law = preset.labels.visible, preset.labels.rules[0].name
    visible = _visible(labels.visible, preset)
    if visible is None and rule.required:
        yield f"labels: {preset.title} demands a visible mark ({law}); 'visible: false' leaves it out"
    elif visible is None and rule.shown:
        yield f"labels: 'visible: false' leaves the mark out; {preset.title} wants AI content labelled ({law}), so set its own switch"
    elif visible is not None and rule.required:
        if visible.seconds is not None and visible.seconds < rule.least_seconds:
            yield f"labels: the visible mark is seen for {visible.seconds:g} s; {law} demands {rule.least_seconds:g} s or more"
        said = visible.text or label_text(language, visible.languages)
        if not (("AI" in said or "人工智能" in said) and ("生成" in said or "合成" in said)):
            yield f"labels: the visible mark says {said!r}; {law} demands words with AI or 人工智能, and 生成 or 合成"
    if preset.labels.metadata.required and labels.metadata is False:
        yield f"labels: {preset.title} demands the tag {preset.labels.metadata.required} ({law}); 'metadata: false' leaves it out"
    elif preset.labels.metadata.required and not isinstance(labels.metadata, MetadataMark):
        yield f"labels: the tag AIGC names {GENERATOR} as the producer; name yourself: 'labels: {{metadata: {{producer: …}}}}'"
