"""What a preset says of an episode's file: its loudness, limits and sizes, and the marks that are usual on its platform."""

import json

from shared.line.delivery import Delivery, Labels, Loudness, SafeArea, VisibleLabel
from shared.presets.models import Preset
from shared.presets.words import GENERATOR, SOURCE_TYPE


def delivery_for(preset: Preset, labels: Labels) -> Delivery:
    """What is wanted of each episode's file for a platform, with these labels."""
    area = preset.safe_area
    return Delivery(
        preset=preset.name,
        loudness=Loudness(integrated_lufs=preset.loudness.integrated_lufs, true_peak_db=preset.loudness.true_peak_db),
        safe_area=SafeArea(top=area.top, bottom=area.bottom, left=area.left, right=area.right),
        most_video_kbps=preset.bit_rates.most_video_kbps,
        audio_kbps=preset.bit_rates.audio_kbps,
        cover_width=preset.cover.width,
        cover_height=preset.cover.height,
        labels=labels,
    )


def usual_mark(preset: Preset) -> VisibleLabel:
    """The mark in the picture as a platform's rule has it, whether or not it is shown there without being asked for."""
    rule = preset.labels.visible
    return VisibleLabel(seconds=rule.seconds, corner=rule.corner, height_share=rule.height_share, languages=rule.languages)


def usual_tags(preset: Preset | None, producer: str = "") -> dict[str, str]:
    """The file's tags. Without a preset they say it in the words of IPTC, which belong to no country's law."""
    by = f" by {producer}" if producer else ""
    tags = {"comment": f"Made with generative AI{by} ({GENERATOR})", "digital_source_type": SOURCE_TYPE}
    if preset is not None and preset.labels.metadata.required == "AIGC":
        tags["AIGC"] = _aigc(producer or GENERATOR)
    return tags


def _aigc(producer: str) -> str:
    """GB 45438-2025, appendix E: who made it fills in the first three (Label 1: it is of AI), who spreads it the other two."""
    fields = {"Label": "1", "ContentProducer": producer, "ProduceID": "{id}", "ReservedCode1": ""}
    spread = {"ContentPropagator": "", "PropagateID": "", "ReservedCode2": ""}
    return json.dumps(fields | spread, ensure_ascii=False, separators=(",", ":"))
