"""`most_video_kbps`: pictures that would take more are encoded once, held to it, whatever is in them."""

from pathlib import Path

import av
import pytest

from shared.line.delivery import Delivery
from shared.line.requests import Format
from tests.integration.media.conftest import make, tone
from worker.media.conform import conform
from worker.media.cue import Cue
from worker.media.cues import of_lines
from worker.media.join import Cut, JoinFacts, join
from worker.media.page import Page
from worker.media.subtitles import write_ass

FORMAT = Format(width=180, height=320, fps=24)
FRAMES = 72


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> list[Cut]:
    """Two scenes of noise, which nothing compresses well."""
    folder = tmp_path_factory.mktemp("noise")
    source = "nullsrc=s=180x320:r=24:d=3,geq=lum='random(1)*255':cb=128:cr=128"
    make("-f", "lavfi", "-i", source, "-c:v", "libx264", "-preset", "ultrafast", "-qp", "18", "-pix_fmt", "yuv420p", folder / "came.mp4")
    dialogue = tone(folder / "a.wav", 0, samples=FRAMES * 2000)
    conform(folder / "came.mp4", folder / "a.mp4", FORMAT, frames=FRAMES, audio=dialogue)
    return [Cut(folder / "a.mp4", dialogue, FRAMES, "sad")] * 2


def joined(folder: Path, cuts: list[Cut], most_kbps: int | None, burn: Path | None = None) -> JoinFacts:
    return join(
        cuts, {}, volume=None, fmt=FORMAT, burn=burn, target=folder / "E01.mp4", folder=folder, title="Noise", episode=1,
        delivery=Delivery(most_video_kbps=most_kbps),
    )  # fmt: skip


def measured_kbps(path: Path) -> float:
    """The bytes of the pictures over their time."""
    with av.open(str(path)) as container:
        size = sum(packet.size for packet in container.demux(video=0))
    return size * 8 / 1000 / (2 * FRAMES / 24)


@pytest.mark.parametrize("burned", ["", "some", "all"])
@pytest.mark.parametrize("most_kbps", [400, 1200])
def test_pictures_of_too_many_bits_are_held_to_the_limit(tmp_path: Path, noise: list[Cut], most_kbps: int, burned: str) -> None:
    page = Page(FORMAT)
    write_ass(tmp_path / "burn.ass", of_lines([Cue(0.2, 5 if burned == "all" else 1, "Hello.")], "en", page), "en", page)

    facts = joined(tmp_path, noise, most_kbps, tmp_path / "burn.ass" if burned else None)

    assert measured_kbps(noise[0].clip) > most_kbps
    assert most_kbps * 0.6 < measured_kbps(tmp_path / "E01.mp4") <= most_kbps
    assert facts.video_kbps == pytest.approx(measured_kbps(tmp_path / "E01.mp4"), rel=0.01)
    assert facts.frames == 2 * FRAMES


def test_pictures_within_the_limit_are_copied(tmp_path: Path, noise: list[Cut]) -> None:
    sizes = []
    for most_kbps in (None, 200_000):
        joined(tmp_path, noise, most_kbps)
        sizes.append((tmp_path / "E01.mp4").read_bytes())

    assert sizes[0] == sizes[1]
