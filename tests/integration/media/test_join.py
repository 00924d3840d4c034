"""The episode's join: in step, loud as it should be, the same each time, and nothing left behind."""

import array
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import pytest

from shared.errors import BadOutput, StageFailed
from tests.integration.media.conftest import RATE, SMALL, clip, frame, make, tone
from worker.media.cue import Cue
from worker.media.cues import of_lines
from worker.media.encode import ClipWriter
from worker.media.join import Cut, JoinFacts, join
from worker.media.loudness import measure
from worker.media.page import Page
from worker.media.sound import read_samples, write_wav
from worker.media.subtitles import write_ass


def scene(folder: Path, name: str, frames: int, *, beat: str = "sad", level: float = 0.2, flash_at: int | None = None) -> Cut:
    dialogue = tone(folder / f"{name}.wav", 0, level=level, samples=frames * 2000)
    return Cut(clip(folder / f"{name}.mp4", frames, flash_at=flash_at), dialogue, frames, beat)


def joined(
    folder: Path, cuts: list[Cut], music: dict[str, Path] | None = None, *, burn: Path | None = None, volume: float | None = 0.25
) -> JoinFacts:
    return join(cuts, music or {}, volume=volume, fmt=SMALL, burn=burn, target=folder / "E01.mp4", folder=folder, title="Heirs", episode=1)


@pytest.fixture(scope="module")
def cuts(tmp_path_factory: pytest.TempPathFactory) -> list[Cut]:
    folder = tmp_path_factory.mktemp("cuts")
    return [scene(folder, "a", 60), scene(folder, "b", 71, beat="tense"), scene(folder, "c", 49, level=0.05)]


@pytest.fixture(scope="module")
def beds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("beds")
    make("-f", "lavfi", "-i", "sine=f=330:d=2", "-ac", "2", "-ar", "44100", folder / "sad.mp3")
    return {"sad": folder / "sad.mp3", "tense": tone(folder / "tense.wav", 3, level=0.01, hertz=110)}


@pytest.mark.parametrize("burned", [False, True])
def test_an_episode_has_its_scenes_frames_and_loudness(tmp_path: Path, cuts: list[Cut], beds: dict[str, Path], *, burned: bool) -> None:
    subtitles = tmp_path / "burn.ass"
    write_ass(subtitles, of_lines([Cue(0.4, 2.0, "那封信，我已经看到了！")], "zh-CN", Page(SMALL)), "zh-CN", Page(SMALL))

    facts = joined(tmp_path, cuts, beds, burn=subtitles if burned else None)

    heard = measure(tmp_path / "E01.mp4")
    assert facts.frames == 180
    assert facts.duration_seconds == pytest.approx(7.5, abs=0.1)
    assert heard.integrated_lufs == pytest.approx(-14, abs=0.5)
    assert heard.true_peak_db <= -1.0
    assert (facts.integrated_lufs, facts.true_peak_db) == (heard.integrated_lufs, heard.true_peak_db)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["E01.mp4", "burn.ass"]


@pytest.mark.parametrize("burned", [False, True])
def test_the_same_inputs_give_the_same_bytes(tmp_path: Path, cuts: list[Cut], beds: dict[str, Path], *, burned: bool) -> None:
    subtitles = tmp_path / "burn.ass"
    write_ass(subtitles, of_lines([Cue(0.4, 2.0, "Don't lie to me.")], "en", Page(SMALL)), "en", Page(SMALL))
    digests = set()
    for name in ("one", "another"):
        (tmp_path / name).mkdir()
        joined(tmp_path / name, cuts, beds, burn=subtitles if burned else None)
        digests.add(hashlib.sha256((tmp_path / name / "E01.mp4").read_bytes()).hexdigest())

    assert len(digests) == 1


def test_joins_beside_each_other_give_the_same_bytes_as_one_alone(tmp_path: Path, cuts: list[Cut], beds: dict[str, Path]) -> None:
    folders = [tmp_path / name for name in ("alone", "left", "right")]
    for folder in folders:
        folder.mkdir()
    joined(folders[0], cuts, beds)

    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda folder: joined(folder, cuts, beds), folders[1:]))

    assert len({(folder / "E01.mp4").read_bytes() for folder in folders}) == 1


def test_the_picture_is_copied_where_nothing_is_burned(tmp_path: Path, cuts: list[Cut]) -> None:
    joined(tmp_path, cuts, volume=None)

    with av.open(str(tmp_path / "E01.mp4")) as episode, av.open(str(cuts[0].clip)) as first:
        copied = [bytes(packet) for packet in episode.demux(video=0) if packet.size][:60]
        whole = [bytes(packet) for packet in first.demux(video=0) if packet.size]
        # Packets of key frames get SPS and PPS put before them.
        assert all(packet.endswith(original) or packet[-15:] == original[-15:] for packet, original in zip(copied, whole, strict=True))
    head = (tmp_path / "E01.mp4").read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")


def test_subtitles_are_burned_above_the_lowest_fifth(tmp_path: Path, cuts: list[Cut]) -> None:
    subtitles = tmp_path / "burn.ass"
    write_ass(subtitles, of_lines([Cue(0.0, 2.0, "真相")], "zh-CN", Page(SMALL)), "zh-CN", Page(SMALL))

    joined(tmp_path, cuts, burn=subtitles)

    with av.open(str(tmp_path / "E01.mp4")) as container:
        picture = next(container.decode(video=0))
        rows = [bytes(picture.planes[0])[y * picture.planes[0].line_size :][:144] for y in range(256)]
    white = [y for y, row in enumerate(rows) if max(row) > 200]
    assert white
    assert min(white) > 256 * 0.6
    assert max(white) < 256 * 0.82


def test_timestamps_start_at_zero_and_step_by_whole_frames(tmp_path: Path, cuts: list[Cut]) -> None:
    joined(tmp_path, cuts)

    with av.open(str(tmp_path / "E01.mp4")) as container:
        times = [round(float(f.pts * f.time_base) * 24, 3) for f in container.decode(video=0)]
    with av.open(str(tmp_path / "E01.mp4")) as container:
        first = next(container.decode(audio=0))
    assert times == list(range(180))
    assert float(first.pts * first.time_base) == pytest.approx(0, abs=0.001)


@pytest.mark.parametrize(("burned", "scenes"), [(False, 40), (True, 8)])
def test_clicks_and_flashes_are_in_step_at_the_last_scene(tmp_path: Path, *, burned: bool, scenes: int) -> None:
    # Arrange: up to five minutes; in each scene frame 30 is white, and at its start the sound clicks.
    white = clip(tmp_path / "scene.mp4", 180, luma=30, flash_at=30)
    sound = read_samples(tone(tmp_path / "scene.wav", 0, level=0.1, samples=180 * 2000))
    sound[30 * 2000 : 30 * 2000 + 96] = array.array("h", ([24000] * 4 + [-24000] * 4) * 12)
    write_wav(tmp_path / "scene.wav", sound, channels=1)
    subtitles = tmp_path / "burn.ass"
    write_ass(subtitles, [Cue(1, 2, "x")], "en", Page(SMALL))

    facts = joined(tmp_path, [Cut(white, tmp_path / "scene.wav", 180, "sad")] * scenes, burn=subtitles if burned else None)

    samples = read_samples(tmp_path / "E01.mp4")
    start = (scenes - 1) * 7.5
    with av.open(str(tmp_path / "E01.mp4")) as container:
        stream = container.streams.video[0]
        container.seek(int((start + 1) / stream.time_base), stream=stream)
        flashes = [f.pts * f.time_base for f in container.decode(stream) if bytes(f.planes[0])[20_000] > 200]
    last = samples[round(start * RATE) :]
    click = max(range(4, len(last)), key=lambda i: abs(last[i] - last[i - 4]))
    assert facts.duration_seconds == pytest.approx(scenes * 7.5, abs=0.1)
    assert [float(f) for f in flashes] == [pytest.approx(start + 30 / 24)]
    assert start + click / RATE == pytest.approx(float(flashes[0]), abs=0.005)


def test_quiet_speech_with_loud_peaks_holds_both_limits(tmp_path: Path) -> None:
    cut = scene(tmp_path, "quiet", 240, level=0.03)
    sound = read_samples(cut.dialogue)
    for at in range(0, len(sound), RATE):
        sound[at : at + 200] = array.array("h", [32000, -32000] * 100)
    write_wav(cut.dialogue, sound, channels=1)

    joined(tmp_path, [cut])

    heard = measure(tmp_path / "E01.mp4")
    assert heard.integrated_lufs == pytest.approx(-14, abs=0.5)
    assert heard.true_peak_db <= -1.0


@pytest.mark.parametrize("level", [0.0, 0.0005])
def test_silence_stays_silence(tmp_path: Path, level: float) -> None:
    facts = joined(tmp_path, [scene(tmp_path, "still", 96, level=level)])

    assert facts.integrated_lufs < -50
    assert max(map(abs, read_samples(tmp_path / "E01.mp4"))) < 100


def test_music_alone_is_as_loud_as_speech(tmp_path: Path, beds: dict[str, Path]) -> None:
    joined(tmp_path, [scene(tmp_path, "mute", 192, level=0.0)], beds)

    heard = measure(tmp_path / "E01.mp4")
    assert heard.integrated_lufs == pytest.approx(-14, abs=0.5)
    assert heard.true_peak_db <= -1.0


def test_music_is_ducked_under_speech(tmp_path: Path, beds: dict[str, Path]) -> None:
    # Arrange: speech, a high tone, in the second of three scenes only; the bed is at 330 Hz.
    cuts = [scene(tmp_path, str(i), 96, level=0.0) for i in range(3)]
    tone(cuts[1].dialogue, 0, level=0.3, hertz=6000, samples=96 * 2000)

    joined(tmp_path, cuts, beds, volume=0.5)

    make("-i", tmp_path / "E01.mp4", "-af", "lowpass=f=800,lowpass=f=800", "-ac", "1", "-ar", "48000", tmp_path / "low.wav")
    low = read_samples(tmp_path / "low.wav")
    levels = [sum(s * s for s in low[int(at * RATE) : int((at + 1) * RATE)]) for at in (2.0, 6.0, 10.0)]
    assert levels[1] < levels[0] / 4
    assert levels[1] < levels[2] / 4


def test_no_volume_is_no_music(tmp_path: Path, cuts: list[Cut], beds: dict[str, Path]) -> None:
    digests = []
    for name, volume, music in (("none", None, beds), ("zero", 0.0, beds), ("nothing", 0.25, {})):
        (tmp_path / name).mkdir()
        joined(tmp_path / name, cuts, music, volume=volume)
        digests.append((tmp_path / name / "E01.mp4").read_bytes())

    assert digests[0] == digests[1] == digests[2]


def test_a_clip_of_another_length_than_its_cut_is_refused(tmp_path: Path, cuts: list[Cut]) -> None:
    wrong = Cut(cuts[0].clip, cuts[1].dialogue, 71, "sad")

    with pytest.raises(BadOutput, match=r"a\.mp4"):
        joined(tmp_path, [wrong])

    assert not list(tmp_path.iterdir())


def test_dialogue_of_another_length_than_its_cut_is_refused(tmp_path: Path, cuts: list[Cut]) -> None:
    wrong = Cut(cuts[0].clip, cuts[1].dialogue, 60, "sad")

    with pytest.raises(StageFailed, match=r"b\.wav has 142000 samples"):
        joined(tmp_path, [wrong])

    assert not list(tmp_path.iterdir())


def test_clips_that_cannot_be_copied_together_are_refused(tmp_path: Path, cuts: list[Cut]) -> None:
    with ClipWriter(tmp_path / "take.mp4", SMALL, frames=60, quality="take") as writer:
        for _ in range(60):
            writer.write(frame(100))

    with pytest.raises(BadOutput, match=r"take\.mp4 was encoded otherwise"):
        joined(tmp_path, [cuts[0], Cut(tmp_path / "take.mp4", cuts[0].dialogue, 60, "sad")])


def test_an_episode_without_scenes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StageFailed, match="no scene"):
        joined(tmp_path, [])


def test_names_with_quotes_and_spaces_are_joined(tmp_path: Path, cuts: list[Cut]) -> None:
    folder = tmp_path / "the heir's [double] life, 100%"
    folder.mkdir()
    odd = folder / "scene 'one': a.mp4"
    odd.write_bytes(cuts[0].clip.read_bytes())
    write_ass(folder / "b:u'r,n.ass", [Cue(0, 1, "x")], "en", Page(SMALL))

    facts = joined(folder, [Cut(odd, cuts[0].dialogue, 60, "sad")], burn=folder / "b:u'r,n.ass")

    assert facts.frames == 60
