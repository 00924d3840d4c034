"""Clips: test patterns, slow, dark, grainy, short and drawn ones that are fine, and those that no episode may show."""

import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from ops.bench.products.pictures import anime, keep, portrait
from ops.bench.products.product import FORMAT, LOOKS, SECONDS, Case, Product, ffmpeg
from ops.simulator.media.make import make_clip
from ops.simulator.media.shapes import Clip
from shared.line.requests import Look, VideoRequest
from worker.studio import rig
from worker.studio.engine import Input, Made

SIZE = f"{FORMAT.width}x{FORMAT.height}"
H264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-pix_fmt", "yuv420p")
TONE = ("-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000", "-shortest", "-c:a", "aac", "-b:a", "96k")


def order(*, seconds: float = SECONDS, native_audio: bool = False, cast: tuple[Look, ...] = ()) -> VideoRequest:
    """A clip's order."""
    return VideoRequest(
        episode=1,
        scene=1,
        setting="office, day",
        action=" and ".join(look.name for look in cast) + " talk",
        visual_prompt="",
        style="",
        beat="neutral",
        cast=cast,
        speakers=tuple(look.name for look in cast[:1]),
        seconds=seconds,
        format=FORMAT,
        seed=1,
        references=tuple(look.name for look in cast),
        native_audio=native_audio,
    )


def pattern(
    graph: str, *more: str, seconds: float = SECONDS, asked: float = SECONDS, suffix: str = "mp4", sound: bool = False, native: bool = False
) -> Callable[[Path], Case]:
    """A clip of a filter graph; `more` are ffmpeg's options for it."""

    def make(folder: Path) -> Case:
        graph_input = ("-f", "lavfi", "-i", graph)
        ffmpeg(*graph_input, *(TONE if sound else ()), "-t", str(seconds), *(more or H264), folder / f"clip.{suffix}")
        return Case(order(seconds=asked, native_audio=native), Made({"clip": f"clip.{suffix}"}))

    return make


def moved(filters: str, *more: str, picture: Callable[[], object] | None = None, loop: bool = False) -> Callable[[Path], Case]:
    """A clip of a drawn portrait through filters."""

    def make(folder: Path) -> Case:
        import cv2  # noqa: PLC0415  # beside the picture that it writes

        cv2.imwrite(str(folder / "still.png"), picture() if picture else portrait(LOOKS["Lin"]))  # type: ignore[arg-type]
        looped = ("-loop", "1", "-framerate", "24") if loop else ()
        ffmpeg(*looped, "-i", folder / "still.png", "-vf", filters, "-t", str(SECONDS), *(more or H264), folder / "clip.mp4")
        return Case(order(), Made({"clip": "clip.mp4"}))

    return make


def simulated(clip: Clip) -> Callable[[Path], Case]:
    """A clip of the simulated provider."""

    def make(folder: Path) -> Case:
        make_clip(clip, folder / f"clip.{clip.suffix}")
        return Case(order(seconds=float(clip.seconds)), Made({"clip": f"clip.{clip.suffix}"}))

    return make


def acted(seen: str, asked: tuple[str, ...]) -> Callable[[Path], Case]:
    """The rig's clip of one person, ordered with the references of others."""

    def make(folder: Path) -> Case:
        made = rig.make(order(seconds=2, cast=(LOOKS[seen],)), {}, folder)
        inputs = {}
        for name in asked:
            (folder / name).mkdir()
            keep(LOOKS[name], folder / name)
            inputs[name] = Input(name, folder / name, {"picture": "picture.png"}, {})
        return Case(order(seconds=2, cast=tuple(LOOKS[name] for name in asked)), Made({"clip": made.files["clip"]}), inputs)

    return make


def damaged(spoil: Callable[[bytes], bytes]) -> Callable[[Path], Case]:
    """A whole clip whose bytes are spoilt."""

    def make(folder: Path) -> Case:
        with tempfile.TemporaryDirectory() as name:
            ffmpeg("-f", "lavfi", "-i", f"testsrc2=s={SIZE}:r=24:d=5", *H264, "-movflags", "+faststart", f"{name}/whole.mp4")
            (folder / "clip.mp4").write_bytes(spoil(Path(f"{name}/whole.mp4").read_bytes()))
        return Case(order(), Made({"clip": "clip.mp4"}))

    return make


def _holed(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(len(data) // 5) + data[middle + len(data) // 5 :]


_PAN = f"scale=960:-1,zoompan=z=1.2:x='on*0.6':d=120:s={SIZE}:fps=24"
_SIMULATED = Clip(Fraction(5), 480, 854, 24, 3)

GOOD = [
    Product("test pattern", "video", pattern(f"testsrc2=s={SIZE}:r=24")),
    Product("test pattern with a tone", "video", pattern(f"testsrc=s={SIZE}:r=24", *H264, sound=True, native=True)),
    Product(
        "red square over navy", "video", pattern(f"color=navy:s={SIZE}:r=24[a];color=red:s=40x40:r=24[b];[a][b]overlay=x='60+40*t':y=300")
    ),
    Product(
        "white square over black",
        "video",
        pattern(f"color=black:s={SIZE}:r=24[a];color=white:s=70x70:r=24[b];[a][b]overlay=x='60+40*t':y=300"),
    ),
    Product(
        "red square over green", "video", pattern(f"color=green:s={SIZE}:r=24[a];color=red:s=60x60:r=24[b];[a][b]overlay=x='60+40*t':y=300")
    ),
    Product("grey discs that drift slowly", "video", pattern(f"gradients=s={SIZE}:r=24:c0=0x404040:c1=0xa0a0a0:speed=0.02")),
    Product("slow zoom", "video", moved(f"zoompan=z='1+0.0004*on':d=120:s={SIZE}:fps=24")),
    Product("slow pan", "video", moved(f"scale=960:-1,zoompan=z=1.1:x='on*0.2':d=120:s={SIZE}:fps=24")),
    Product("dark pan", "video", moved(f"{_PAN},lutyuv=y='16+(val-16)*0.12'")),
    Product("dark pan with grain", "video", moved(f"{_PAN},lutyuv=y='16+(val-16)*0.15',noise=alls=10:allf=t")),
    Product("fade from black", "video", moved(f"{_PAN},fade=in:0:30")),
    Product("fade to black", "video", moved(f"{_PAN},fade=out:90:30")),
    Product("strong grain", "video", moved(f"{_PAN},noise=alls=30:allf=t")),
    Product("flicker of a candle", "video", moved(f"{_PAN},eq=brightness='0.08*sin(11*t)':eval=frame")),
    Product(
        "eyes that blink", "video", moved("drawbox=x=180:y=330:w=120:h=22:color=0xe0b090:t=fill:enable='lt(mod(t,1.7),0.2)'", loop=True)
    ),
    Product("wide film in bars", "video", pattern("testsrc2=s=480x654:r=24,pad=480:854:0:100")),
    Product("VP9 in WebM", "video", pattern(f"testsrc2=s={SIZE}:r=25", "-c:v", "libvpx", "-b:v", "600k", "-cpu-used", "8", suffix="webm")),
    Product("MPEG-4 in AVI, 15 fps", "video", pattern("testsrc2=s=360x640:r=15", "-c:v", "mpeg4", "-q:v", "8", suffix="avi")),
    Product("60 fps, 4:5", "video", pattern("testsrc2=s=480x720:r=60")),
    Product("twice as long, as fixed lengths are", "video", pattern(f"testsrc2=s={SIZE}:r=24", seconds=10, asked=5.2)),
    Product("simulated", "video", simulated(_SIMULATED)),
    Product("simulated, uneven frames", "video", simulated(Clip(Fraction(4), 320, 568, 30, 5, rate="varying"))),
    Product("simulated, two pictures at no rate", "video", simulated(Clip(Fraction(4), 320, 568, 8, 5, "mkv", rate="unsaid"))),
    *(Product(f"{name} acts", "video", acted(name, (name,))) for name in ("Lin", "Mei", "Bo")),
]

BAD = [
    Product("black", "video", pattern(f"color=black:s={SIZE}:r=24"), ("black",)),
    Product("black with noise", "video", pattern(f"color=black:s={SIZE}:r=24,noise=alls=12:allf=t"), ("black",)),
    Product("black from the middle", "video", pattern(f"testsrc2=s={SIZE}:r=24,fade=out:58:2"), ("black",)),
    Product(
        "half of the picture black", "video", pattern(f"testsrc2=s={SIZE}:r=24,drawbox=y=427:h=427:w=480:t=fill:color=black"), ("bars",)
    ),
    Product("landscape in bars", "video", pattern("testsrc2=s=480x270:r=24,pad=480:854:0:292"), ("bars",)),
    Product("frozen", "video", moved("null", loop=True), ("frozen",)),
    Product("frozen, few bits", "video", moved("null", *H264[:4], "-b:v", "80k", loop=True), ("frozen",)),
    Product("frozen under grain", "video", moved("noise=alls=20:allf=t", loop=True), ("frozen",)),
    Product("frozen, brighter and brighter", "video", moved("eq=brightness='0.03*t':eval=frame", loop=True), ("frozen",)),
    Product("frozen but for a flash", "video", moved("eq=brightness='0.6*between(t,2,2.15)':eval=frame", loop=True), ("frozen",)),
    Product("frozen anime", "video", moved("null", picture=anime, loop=True), ("frozen",)),
    Product(
        "frozen from the middle",
        "video",
        pattern(f"testsrc2=s={SIZE}:r=24,trim=duration=2.5,tpad=stop_mode=clone:stop_duration=3"),
        ("frozen",),
    ),
    Product("one colour", "video", pattern(f"color=teal:s={SIZE}:r=24"), ("frozen",)),
    Product("cut short", "video", damaged(lambda data: data[: len(data) * 6 // 10]), ("decodes",)),
    Product("garbage", "video", damaged(lambda data: bytes((i * 97 + 13) % 251 for i in range(len(data)))), ("decodes",)),
    Product("a hole of zeros", "video", damaged(_holed), ("decodes",)),
    Product("error page", "video", damaged(lambda data: b'{"error": "internal"}' + data[:0]), ("decodes",)),
    Product("a third too short", "video", pattern(f"testsrc2=s={SIZE}:r=24", seconds=3.3), ("length",)),
    Product("far too long", "video", pattern(f"testsrc2=s={SIZE}:r=24", seconds=20), ("length",)),
    Product("landscape", "video", pattern("testsrc2=s=854x480:r=24"), ("aspect",)),
    Product("square", "video", pattern("testsrc2=s=480x480:r=24"), ("aspect",)),
    Product("no sound where it was ordered", "video", pattern(f"testsrc2=s={SIZE}:r=24", native=True), ("sound",)),
    *(
        Product(f"{seen} instead of {asked}", "video", acted(seen, (asked,)), ("likeness",))
        for seen, asked in (("Bo", "Lin"), ("Mei", "Boy"))
    ),
]
