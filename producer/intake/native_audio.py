"""Whether the clips of a season that wants their own sound will have any, as far as the catalogue tells."""

from collections.abc import Iterator

from shared.catalogue import Catalogue
from shared.production import Production


def native_audio_notes(production: Production, catalogue: Catalogue) -> Iterator[str]:
    """The video models whose rows know of no sound, where the season keeps it; their scenes then have what else is heard."""
    if production.native_volume is None:
        return
    mute = [name for name in production.models["video"] if catalogue.model(name).native_audio is None]
    if mute:
        yield f"native_audio: {', '.join(mute)} may bring no sound; their scenes have dialogue, music and room tone only"
