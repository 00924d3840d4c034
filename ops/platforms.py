"""The tables of docs/platforms.md, made from the presets' files: every figure, and where each was read."""

from collections.abc import Callable, Iterator

from shared.presets import Preset, names, preset_named
from shared.presets.models import NONE_PUBLISHED, Sourced
from shared.season import SHORT_SIDES

MARK = "<!-- tables: made by `make docs` from shared/presets -->"


def _limit(value: float | None, unit: str) -> str:
    return "no limit" if value is None else f"at most {value:g} {unit}"


def _size(preset: Preset) -> str:
    picture = preset.picture
    return f"{picture.aspect}, {SHORT_SIDES[picture.resolution]} lines, {picture.fps} fps"


def _length(preset: Preset) -> str:
    least = f"{preset.length.least_seconds:g} s or more, " if preset.length.least_seconds else ""
    return least + _limit(preset.length.most_seconds, "s")


def _cover(preset: Preset) -> str:
    cover = preset.cover
    return f"{cover.width} x {cover.height}" + (f", at most {cover.most_megabytes:g} MB" if cover.most_megabytes else "")


def _area(preset: Preset) -> str:
    area = preset.safe_area
    return f"{area.top:.0%} top, {area.bottom:.0%} bottom, {area.left:.0%} left, {area.right:.0%} right"


def _visible(preset: Preset) -> str:
    rule = preset.labels.visible
    seconds = "all the time" if rule.seconds is None else f"the first {rule.seconds:g} s"
    who = "demanded" if rule.required else "shown"
    return f"{who}: {seconds}, {rule.corner.replace('_', ' ')}, letters {rule.height_share:.0%} of the shorter side"


_COLUMNS: dict[str, Callable[[Preset], str]] = {
    "picture": _size,
    "pictures' bit rate": lambda preset: _limit(preset.bit_rates.most_video_kbps, "kbit/s"),
    "sound's bit rate": lambda preset: f"{preset.bit_rates.audio_kbps} kbit/s",
    "loudness": lambda preset: f"{preset.loudness.integrated_lufs:g} LUFS, {preset.loudness.true_peak_db:g} dBTP",
    "length": _length,
    "file": lambda preset: _limit(preset.file.most_megabytes, "MB"),
    "cover": _cover,
    "kept free": _area,
    "visible mark": _visible,
    "mark in the file": lambda preset: preset.labels.metadata.required or "neutral tags",
    "C2PA": lambda preset: "read by the platform" if preset.labels.c2pa.advised else "not mentioned",
}


def platforms_text(before: str) -> str:
    """docs/platforms.md with its tables brought up to date."""
    presets = [preset_named(name) for name in names()]
    lines = ["", "## Figures", "", f"| | {' | '.join(f'`{preset.name}`' for preset in presets)} |", f"| --- |{' --- |' * len(presets)}"]
    lines += [f"| {title} | {' | '.join(show(preset) for preset in presets)} |" for title, show in _COLUMNS.items()]
    lines += ["", "## Sources", ""]
    for preset in presets:
        lines += [f"### {preset.title}", "", "| figure | source | note |", "| --- | --- | --- |", *_sources(preset), ""]
    return before.partition(MARK)[0] + MARK + "\n" + "\n".join(lines).rstrip() + "\n"


def _sources(preset: Preset) -> Iterator[str]:
    for holder, prefix in ((preset, ""), (preset.labels, "label: ")):
        for name, group in vars(holder).items():
            if isinstance(group, Sourced):
                yield f"| {prefix}{name.replace('_', ' ')} | {_source(group)} | {group.note} |"
    for rule in preset.labels.rules:
        begins = f" Applies from {rule.applies_from}." if rule.applies_from else ""
        yield f"| rule: {rule.name} | {_source(rule)} | {rule.says}{begins} {rule.note} |".replace("  |", " |")


def _source(group: Sourced) -> str:
    if group.source == NONE_PUBLISHED:
        return NONE_PUBLISHED
    published = f" of {group.published}" if group.published else ""
    return f"<{group.source}>{published}, seen {group.seen}"
