"""The card that stands in for a scene that failed: its number and the reason, as a clip of the one format."""

import dataclasses
import math
import tempfile
from pathlib import Path

from shared.line.requests import Format
from worker.media import card, fonts
from worker.media.encode import BITEXACT, TAGGED, audio_codec, sound_input, video_codec
from worker.media.ffmpeg import run
from worker.media.probe import check_clip
from worker.media.rates import samples_at
from worker.media.sound import silence, write_wav

_TIMEOUT_S = 120.0
_GROUND, _LIGHT, _ACCENT = "0B0D13", "2C3550", "F2B441"
_QUIET = "9AA3B5"
_TO_709 = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"


def make_slate(target: Path, dialogue: Path, fmt: Format, *, scene: int, reason: str, seconds: float = 3.0) -> int:
    """Make `target`, a clip that shows the scene's number and the reason, and `dialogue`, a silent WAV as long; give its frames.

    The reason may be in any script that the fonts have; what does not fit on eight lines ends in an ellipsis. Raises StageFailed.
    """
    frames = max(1, math.ceil(seconds * fmt.fps - 1e-6))
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".slate-") as name:
        work = Path(name)
        card.write_card(work / "slate.ass", _events(fmt, scene, reason), fmt)
        made = work / "slate.mp4"
        run(
            [
                *("-f", "lavfi", "-i", f"color=c=0x{_GROUND}:s={fmt.width}x{fmt.height}:r={fmt.fps},trim=end_frame=1"),
                *sound_input(None),
                *("-map", "0:v:0", "-map", "1:a:0", "-frames:v", str(frames), "-af", f"atrim=duration={frames / fmt.fps:.9f}"),
                *("-vf", f"{_TO_709},ass=filename=slate.ass,loop=loop=-1:size=1,fps={fmt.fps},{TAGGED}"),
                *video_codec(fmt, "final"),
                *audio_codec(),
                *BITEXACT,
                *("-f", "mp4", made),
            ],
            timeout_s=_TIMEOUT_S,
            what=f"the slate of scene {scene}",
            folder=work,
            environment=fonts.set_up(work),
        )
        check_clip(made, fmt, seconds=frames / fmt.fps)
        made.replace(target)
    write_wav(dialogue, silence(samples_at(frames, fmt.fps)), channels=1)
    return frames


def _events(fmt: Format, scene: int, reason: str) -> list[str]:
    unit = min(fmt.width / 9, fmt.height / 16)
    left, width = round(unit), fmt.width - round(2 * unit)
    language = card.language_of(reason)
    lines, em = card.fitted(" ".join(reason.split()), width, (unit * 0.52, unit * 0.46, unit * 0.4, unit * 0.34), 8)
    said = card.Text(lines, em, left, 0, language, bold=False, colour="E8EBF2")
    number = card.Text((str(scene),), unit * 2.6, left - round(unit * 0.12), 0, "en")
    label = card.Text(("SCENE",), unit * 0.42, left, 0, "en", colour=_ACCENT, spacing=unit * 0.12)
    note = card.Text(("not made",), unit * 0.36, left, 0, "en", bold=False, colour=_QUIET)
    # From above: label, number, a rule, what happened, why; the whole a little above the middle.
    heights = (label.height, number.height * 0.95, unit * 0.55, note.height + unit * 0.2, said.height)
    y = max(0.0, (fmt.height - sum(heights)) * 0.42)
    tops = [round(y + sum(heights[:i])) for i in range(len(heights))]
    return [
        *card.shade(fmt, round(fmt.height * 0.9), -round(fmt.height * 0.3), colour=_LIGHT, opacity=0.9),
        _at(label, tops[0]),
        _at(number, tops[1]),
        card.bar(left, tops[2], round(unit * 1.2), max(2, round(unit * 0.06)), colour=_ACCENT),
        _at(note, tops[3]),
        _at(said, tops[4]),
    ]


def _at(text: card.Text, y: int) -> str:
    return dataclasses.replace(text, y=y).event()
