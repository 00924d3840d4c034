"""Every form of export, by name."""

from collections.abc import Mapping

from shared.exports.forms import ExportForm
from worker.exports import cover, handover, master, mp4, otio, subtitles
from worker.exports.export import Export

EXPORTS: Mapping[ExportForm, Export] = {
    "mp4": mp4.make,
    "master": master.make,
    "cover": cover.make,
    "subtitles": subtitles.make,
    "otio": otio.make,
    "zip": handover.make,
}
