"""Platforms that episodes are made for: their sizes, limits and labels as data, one file a platform."""

from shared.presets.load import names, preset_named
from shared.presets.models import Preset

__all__ = ["Preset", "names", "preset_named"]
