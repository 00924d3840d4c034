"""What of an episode a platform would not take: told before it is made, of what is planned, and after, of what was measured."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from shared.presets.models import Preset


@dataclass(frozen=True)
class Finding:
    """One limit that is not kept. `says` is a line for people."""

    check: str
    says: str
    measured: float | None = None
    limit: float | None = None
    unit: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it stands among an episode's facts."""
        return asdict(self)


def picture_findings(preset: Preset, width: int, height: int, fps: float) -> Iterator[Finding]:
    """What the platform says of pictures of this size and rate."""
    takes, shape = preset.accepts, width / height
    for side, value, least, most in (
        ("width", width, takes.least_width, takes.most_width),
        ("height", height, takes.least_height, takes.most_height),
    ):
        if value < least:
            yield Finding("size", f"the picture's {side} is {value} pixels; {preset.title} takes {least} or more", value, least, "px")
        if most is not None and value > most:
            yield Finding("size", f"the picture's {side} is {value} pixels; {preset.title} takes at most {most}", value, most, "px")
    if takes.widest is not None and shape > takes.widest:
        yield Finding("size", f"the picture is {width}x{height}, too wide for {preset.title}", round(shape, 3), takes.widest)
    if takes.tallest is not None and shape < takes.tallest:
        yield Finding("size", f"the picture is {width}x{height}, too tall for {preset.title}", round(shape, 3), takes.tallest)
    if not takes.least_fps - 0.01 <= fps <= takes.most_fps + 0.01:
        limit = takes.least_fps if fps < takes.least_fps else takes.most_fps
        says = f"{fps:g} frames a second; {preset.title} takes {takes.least_fps:g} to {takes.most_fps:g}"
        yield Finding("fps", says, fps, limit, "fps")


def length_findings(preset: Preset, seconds: float) -> Iterator[Finding]:
    """What the platform says of an episode of this length."""
    least, most = preset.length.least_seconds, preset.length.most_seconds
    if seconds < least:
        yield Finding("length", f"it lasts {seconds:.1f} s; {preset.title} takes {least:g} s or more", round(seconds, 2), least, "s")
    if most is not None and seconds > most:
        yield Finding("length", f"it lasts {seconds:.1f} s; {preset.title} takes at most {most:g} s", round(seconds, 2), most, "s")


def file_findings(preset: Preset, size_bytes: int, video_kbps: float) -> Iterator[Finding]:
    """What the platform says of a file of this size, with pictures of this bit rate on average."""
    most = preset.file.most_megabytes
    if most is not None and size_bytes > most * 1e6:
        says = f"the file has {size_bytes / 1e6:.1f} MB; {preset.title} takes at most {most:g}"
        yield Finding("file_size", says, round(size_bytes / 1e6, 1), most, "MB")
    fastest = preset.bit_rates.most_video_kbps
    if fastest is not None and video_kbps > fastest:
        says = f"its pictures have {video_kbps:.0f} kbit/s; {preset.title} is to get at most {fastest}"
        yield Finding("bit_rate", says, round(video_kbps), fastest, "kbit/s")


def loudness_findings(preset: Preset, integrated_lufs: float | None, true_peak_db: float | None) -> Iterator[Finding]:
    """What the platform says of sound that is so loud; silence (None) is no finding."""
    target = preset.loudness
    if integrated_lufs is not None and abs(integrated_lufs - target.integrated_lufs) > target.tolerance_lu:
        says = f"its loudness is {integrated_lufs:.1f} LUFS; {target.integrated_lufs:g} ± {target.tolerance_lu:g} is the target"
        yield Finding("loudness", says, integrated_lufs, target.integrated_lufs, "LUFS")
    if true_peak_db is not None and true_peak_db > target.true_peak_db:
        says = f"its true peak is {true_peak_db:.1f} dBTP; at most {target.true_peak_db:g} is the target"
        yield Finding("true_peak", says, true_peak_db, target.true_peak_db, "dBTP")


def cover_findings(preset: Preset, width: int, height: int, size_bytes: int) -> Iterator[Finding]:
    """What the platform says of a cover picture."""
    wanted, most = preset.cover, preset.cover.most_megabytes
    if (width, height) != (wanted.width, wanted.height):
        says = f"the cover is {width}x{height}; {preset.title} is to get {wanted.width}x{wanted.height}"
        yield Finding("cover", says, width, wanted.width, "px")
    if most is not None and size_bytes > most * 1e6:
        says = f"the cover has {size_bytes / 1e6:.1f} MB; {preset.title} takes at most {most:g}"
        yield Finding("cover", says, round(size_bytes / 1e6, 1), most, "MB")
