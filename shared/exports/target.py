"""What a preset makes of a season: another platform's size, rate, loudness, limits and labels."""

from shared.exports.request import Target
from shared.line.delivery import Labels
from shared.presets import Preset, preset_named
from shared.presets.delivery import delivery_for, usual_mark, usual_tags
from shared.production import Production
from shared.season import FormatChoice


def load_target(name: str, production: Production) -> Target:
    """The target of a preset's name. Raises InputError for a name that is none."""
    preset = preset_named(name)
    delivery = delivery_for(preset, _labels(preset, production.delivery.labels))
    return Target(preset=preset.name, format=FormatChoice().over(preset.picture).pixels(), delivery=delivery)


def _labels(preset: Preset, own: Labels) -> Labels:
    """The marks that the platform's rules ask for, and those that the season has of its own: what they say holds everywhere.

    A season without any tags has refused them.
    """
    visible = own.visible
    if preset.labels.visible.shown:
        visible = usual_mark(preset).model_copy(update={"text": own.visible.text if own.visible else ""})
    return Labels(visible=visible, metadata=usual_tags(preset) | own.metadata if own.metadata else {}, c2pa=own.c2pa)
