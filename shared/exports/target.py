"""What a preset makes of a season: another platform's size, rate, loudness, limits and labels."""

from shared.exports.request import Target
from shared.line.requests import Delivery, Labels, Loudness, SafeArea, VisibleLabel
from shared.presets import Preset, preset_named
from shared.presets.words import label_text
from shared.production import Production
from shared.season import FormatChoice


def load_target(name: str, production: Production) -> Target:
    """The target of a preset's name. Raises InputError for a name that is none."""
    preset = preset_named(name)
    fmt = FormatChoice().over(preset.picture).pixels()
    return Target(preset=preset.name, format=fmt, delivery=_delivery(preset, production))


def _delivery(preset: Preset, production: Production) -> Delivery:
    """Labels that the season has of its own go along: what they say holds on every platform."""
    own = production.delivery.labels
    visible = preset.labels.visible
    shown = own.visible
    if visible.shown:
        text = own.visible.text if own.visible else label_text(production.language, visible.languages)
        shown = VisibleLabel(text=text, seconds=visible.seconds, corner=visible.corner, height_share=visible.height_share)
    return Delivery(
        preset=preset.name,
        loudness=Loudness(integrated_lufs=preset.loudness.integrated_lufs, true_peak_db=preset.loudness.true_peak_db),
        safe_area=SafeArea(**preset.safe_area.model_dump(include={"top", "bottom", "left", "right"})),
        most_video_kbps=preset.bit_rates.most_video_kbps,
        audio_kbps=preset.bit_rates.audio_kbps,
        cover_width=preset.cover.width,
        cover_height=preset.cover.height,
        labels=Labels(visible=shown, metadata=own.metadata, c2pa=own.c2pa),
    )
