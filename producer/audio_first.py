"""What it saves to make speech before pictures: clips as long as what is said in them, instead of as long as lines usually are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.catalogue import Catalogue
from shared.catalogue.vendors import HttpVendor
from shared.line.requests import VideoRequest
from shared.money import dollars, usd_of
from shared.pricing.calls import once, planned_calls
from shared.pricing.lengths import billed_seconds, expected_clip_seconds
from shared.production import Episode, Production


@dataclass(frozen=True)
class Bought:
    """The clips of a season in one order of the line: seconds that are bought, what they are expected to cost, seconds of held pictures."""

    seconds: float = 0.0
    micros: int = 0
    held_seconds: float = 0.0


@dataclass(frozen=True)
class Comparison:
    """The same season in both orders, as far as its clips are bought. Expected figures: nobody has spoken yet."""

    is_audio_first: bool
    audio_first: Bought
    picture_first: Bought

    @property
    def saves_micros(self) -> int:
        """What audio first saves; negative where it costs more."""
        return self.picture_first.micros - self.audio_first.micros

    def __str__(self) -> str:
        ours, other = self.audio_first, self.picture_first
        by = dollars(abs(self.saves_micros))
        what = "the same" if not self.saves_micros else f"{by} {'less' if self.saves_micros > 0 else 'more'}"
        clips = f"about {ours.seconds:.0f} s of clips ({dollars(ours.micros)}) instead of {other.seconds:.0f} s ({dollars(other.micros)})"
        held = f"{ours.held_seconds:.0f} s of held pictures instead of {other.held_seconds:.0f} s"
        begin = "audio first:" if self.is_audio_first else "'order: audio_first' would buy"
        return f"{begin} {clips}, {what}, with {held}"

    def to_json(self) -> dict[str, Any]:
        """The object `audio_first` of `plan --json`."""

        def told(bought: Bought) -> dict[str, float]:
            return {
                "seconds": round(bought.seconds, 3),
                "estimated_usd": float(usd_of(bought.micros)),
                "held_seconds": round(bought.held_seconds, 3),
            }

        return {
            "is_ordered": self.is_audio_first,
            "saves_usd": float(usd_of(self.saves_micros)),
            "audio_first": told(self.audio_first),
            "picture_first": told(self.picture_first),
        }


def compare(production: Production, episodes: Mapping[int, Episode], catalogue: Catalogue) -> Comparison | None:
    """Both orders side by side; None where no clip with speech in it is bought. Raises InputError where a price cannot be reckoned."""
    both = {
        order: _bought(production.model_copy(update={"order": order}), episodes, catalogue) for order in ("audio_first", "picture_first")
    }
    if not both["picture_first"].seconds:
        return None
    return Comparison(production.is_audio_first, both["audio_first"], both["picture_first"])


def _bought(production: Production, episodes: Mapping[int, Episode], catalogue: Catalogue) -> Bought:
    scenes = {(number, scene.number): scene for number, episode in episodes.items() for scene in episode.scenes}
    seconds, micros, held = 0.0, 0, 0.0
    for planned in once(planned_calls(production, episodes)).values():
        call = planned.as_asked(production, catalogue)
        scene = scenes.get((call.episode, call.scene or 0))
        able = call.capable(production, catalogue)
        if call.need.stage != "video" or scene is None or not scene.dialogue or not able:
            continue
        model = able[0]
        if not isinstance(catalogue.vendors[model.vendor], HttpVendor):
            continue
        asked = call.asked_of(model)
        assert isinstance(asked, VideoRequest), "a clip"
        bought = float(billed_seconds(model, asked.seconds))
        seconds += bought
        micros += call.usual_micros(model)
        held += max(0.0, expected_clip_seconds(scene) - bought)
    return Bought(seconds, micros, held)
