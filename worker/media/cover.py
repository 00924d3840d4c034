"""The cover of an episode: one of its frames, darkened at the foot, with the title and the episode over it."""

import tempfile
from pathlib import Path

from shared.line.requests import Format
from worker.media import card, fonts
from worker.media.encode import BITEXACT
from worker.media.ffmpeg import foreign, run
from worker.media.picture import seek_to
from worker.media.probe import check_picture, probe

_TIMEOUT_S = 120.0
_ACCENT = "F2B441"


def make_cover(clip: Path, target: Path, *, at_seconds: float, title: str, episode_text: str, language: str, fmt: Format) -> None:
    """Make `target`, a JPEG of the format's size, from the frame of `clip` at `at_seconds`.

    The title is set as large as it fits on three lines, in the font of `language`. Raises BadOutput, StageFailed.
    """
    at = seek_to(probe(clip), at_seconds)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".cover-") as name:
        work = Path(name)
        card.write_card(work / "cover.ass", _events(fmt, title, episode_text, language), fmt)
        size = f"{fmt.width}:{fmt.height}"
        cover = f"scale={size}:force_original_aspect_ratio=increase:flags=lanczos+accurate_rnd,crop={size},setsar=1"
        run(
            [
                *("-ss", f"{at:.6f}", *foreign(clip.resolve()), "-frames:v", "1"),
                *(
                    "-vf",
                    f"{cover},ass=filename=cover.ass,scale=out_color_matrix=bt601:out_range=pc",
                    "-pix_fmt",
                    "yuvj420p",
                ),
                *("-c:v", "mjpeg", "-threads", "1", "-q:v", "2", *BITEXACT, "-f", "image2", "-update", "1", "cover.jpg"),
            ],
            timeout_s=_TIMEOUT_S,
            what=f"the cover from {clip.name}",
            folder=work,
            environment=fonts.set_up(work),
        )
        check_picture(work / "cover.jpg")
        (work / "cover.jpg").replace(target)


def _events(fmt: Format, title: str, episode_text: str, language: str) -> list[str]:
    unit = min(fmt.width / 9, fmt.height / 16)
    left, width = round(unit * 0.7), fmt.width - round(1.4 * unit)
    plain = " ".join(title.split())
    # A title in another script than the language (an English title of a Chinese season) is set in its own font.
    script = card.language_of(plain)
    fits = script == "en" or language.startswith(script) or (script == "zh" and language.startswith("ja"))
    title_language = language if fits else script
    lines, em = card.fitted(plain, width, (unit * s / 100 for s in (150, 130, 115, 100, 88, 76, 66, 56)), 3)
    foot = fmt.height - round(unit * 1.5)
    episode = card.Text((" ".join(episode_text.split()),), unit * 0.5, left, foot, language, alignment=1, bold=False, colour="F4F5F8")
    rule_y = round(foot - episode.height - unit * 0.3)
    named = card.Text(lines, em, left, round(rule_y - unit * 0.25), title_language, alignment=1, shadow=True)
    rule = card.bar(left, rule_y, round(unit * 1.1), max(2, round(unit * 0.07)), colour=_ACCENT)
    top = max(0, round(named.y - named.height - unit * 2.5))
    return [*card.shade(fmt, top, fmt.height, colour="07080C", opacity=0.84), named.event(), rule, episode.event()]
