"""Makes shapes into bytes: tones and stills here, clips, joins and codecs with the ffmpeg binary of imageio_ffmpeg."""

import array
import colorsys
import io
import math
import struct
import subprocess
import wave
import zlib
from pathlib import Path

import imageio_ffmpeg

from ops.simulator.media.shapes import HUES, Clip, Still, Tone

RATE = 16_000
LEVEL = 6_000
BITEXACT = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-threads", "1"]
CODECS = {
    "mp3": ["-c:a", "libmp3lame", "-b:a", "64k", "-f", "mp3"],
    "aac": ["-c:a", "aac", "-f", "adts"],
    "flac": ["-c:a", "flac", "-f", "flac"],
    "opus": ["-c:a", "libopus", "-b:a", "32k", "-f", "ogg"],
}
TIMEOUT_S = 120


def ffmpeg(*arguments: str, given: bytes | None = None) -> bytes:
    """Run ffmpeg; answers what it wrote to its standard output. Raises RuntimeError with its own words."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin" if given is None else "-y", "-y", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, timeout=TIMEOUT_S, check=False)
    if done.returncode:
        raise RuntimeError(f"ffmpeg: {done.stderr.decode(errors='replace').strip()[-500:]}")
    return done.stdout


def make_clip(clip: Clip, target: Path) -> None:
    """H.264, yuv420p: a small test picture that wanders over one colour; silent, or with a hum (AAC, 44.1 kHz)."""
    seconds, quality = f"{float(clip.seconds):.3f}", "32" if clip.width < 128 else "24"
    sound = ["-f", "lavfi", "-i", f"sine=f=330:r=44100:d={seconds}"] if clip.sound else []
    coded = ["-c:a", "aac", "-ac", "1" if clip.sound == "mono" else "2"] if clip.sound else []
    form = ["-f", "matroska", "-live", "1"] if clip.rate == "unsaid" else ["-movflags", "+faststart", "-f", "mp4"]
    ffmpeg(
        *["-f", "lavfi", "-i", _picture(clip, seconds), *sound, "-t", seconds, "-fps_mode", "cfr" if clip.rate == "constant" else "vfr"],
        *[*X264, "-crf", quality, *coded, *BITEXACT, *form, str(target)],
    )
    if clip.rate == "unsaid":
        target.write_bytes(without_rate(target.read_bytes()))


def _picture(clip: Clip, seconds: str) -> str:
    """The graph of what is seen."""
    red, green, blue = (0, 0, 0) if clip.look == "black" else _colour(clip.hue)
    rest = f"r={clip.fps}:d={seconds}"
    inner = f"{max(16, clip.width // 2 // 2 * 2)}x{max(16, clip.height // 4 // 2 * 2)}"
    graph = (
        f"color=c=0x{red:02x}{green:02x}{blue:02x}:s={clip.width}x{clip.height}:{rest}[under];testsrc2=s={inner}:{rest}[over];"
        "[under][over]overlay=x='(W-w)*(0.5+0.5*sin(2*t))':y='(H-h)*(0.5+0.5*cos(t))'"
    )
    if clip.look == "black":
        graph = f"color=c=black:s={clip.width}x{clip.height}:{rest}"
    elif clip.look == "frozen":
        graph += f",trim=end_frame=1,tpad=stop_mode=clone:stop_duration={seconds}"
    chosen = {"constant": "", "varying": ",select='not(mod(n,3))+lt(random(7),0.4)'", "unsaid": f",select='not(n)+eq(n,{_last(clip)})'"}
    return graph + chosen[clip.rate]


def _last(clip: Clip) -> int:
    """The number of the last frame."""
    return max(1, math.ceil(clip.seconds * clip.fps) - 1)


def without_rate(matroska: bytes) -> bytes:
    """The file with its DefaultDuration (RFC 9559, 5.1.4.1.13) made a Void: nothing says how long a frame is."""
    at = matroska.find(b"\x23\xe3\x83")
    if at < 0:
        return matroska
    size = 2 + (matroska[at + 3] & 0x7F)
    return matroska[:at] + bytes([0xEC, 0x80 | size]) + matroska[at + 2 :]


def make_tone(tone: Tone, target: Path) -> None:
    """Mono, 16 kHz: a hum that swells four times a second, as syllables do."""
    second = array.array("h", (_sample(index, tone.hertz) for index in range(RATE)))
    count = int(tone.seconds * RATE)
    samples = (second * math.ceil(count / RATE))[:count]
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    data = sound.getvalue()
    if tone.suffix != "wav":
        data = ffmpeg("-i", "pipe:0", *CODECS[tone.suffix], *BITEXACT, "pipe:1", given=data)
    target.write_bytes(data)


STRIPE = 16
"""Pixels."""


def _row(still: Still, row: int, colour: tuple[int, int, int]) -> bytes:
    """A row of a still as PNG has it: the ground, and where the head is, its own darker colour with eyes and a mouth."""
    shade = 255 - 128 * row // still.height
    ground, paper, head, dark = (bytes(part * level // 255 for part in colour) for level in (shade, shade * 3 // 4, shade // 2, shade // 5))
    # A striped wallpaper: one plain colour would show nothing at all.
    pixels = ([ground] * STRIPE + [paper] * STRIPE) * (still.width // (2 * STRIPE) + 1)
    del pixels[still.width :]
    # Ellipses, as shares of the picture: across, down, half as wide, half as high.
    for across, down, wide, high, drawn in (
        *((0.5, 0.4, 0.3, 0.28, head), (0.5, 1.05, 0.48, 0.35, head)),
        *((0.38, 0.36, 0.05, 0.02, dark), (0.62, 0.36, 0.05, 0.02, dark), (0.5, 0.53, 0.1, 0.015, dark)),
    ):
        inside = 1 - ((row / still.height - down) / high) ** 2
        if inside > 0:
            half = wide * still.width * math.sqrt(inside)
            first, last = max(0, round(across * still.width - half)), min(still.width, round(across * still.width + half))
            pixels[first:last] = [drawn] * (last - first)
    return b"\0" + b"".join(pixels)


def make_still(still: Still, target: Path) -> None:
    """PNG, or JPEG by its suffix: the outline of a head before a ground that darkens towards its foot; or all black."""
    red, green, blue = (0, 0, 0) if still.look == "black" else _colour(still.hue)
    rows = b"".join(_row(still, row, (red, green, blue)) for row in range(still.height))
    header = struct.pack(">IIBBBBB", still.width, still.height, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 6)) + _chunk(b"IEND", b"")
    if still.suffix != "png":
        codec = ["-c:v", "libwebp"] if still.suffix == "webp" else ["-c:v", "mjpeg", "-q:v", "4"]
        data = ffmpeg("-i", "pipe:0", *codec, *BITEXACT, "-f", "image2pipe", "pipe:1", given=data)
    target.write_bytes(data)


def make_mux(video: Path, audio: Path, volume: float, target: Path) -> None:
    """The video's pictures as they are with the sound; the shorter one is drawn out."""
    longer = max(seconds_of(video), seconds_of(audio))
    ffmpeg(
        *["-stream_loop", "-1", "-i", str(video), "-i", str(audio), "-map", "0:v:0", "-map", "1:a:0", "-t", f"{longer:.3f}"],
        *["-c:v", "copy", "-c:a", "aac", "-b:a", "64k", "-ac", "1", "-af", f"volume={volume},apad", *BITEXACT],
        *["-movflags", "+faststart", "-f", "mp4", str(target)],
    )


def seconds_of(path: Path) -> float:
    """How long a file is to watch or hear. Raises RuntimeError where it is no media file."""
    import av  # noqa: PLC0415 - slow to import, and only needed here

    try:
        with av.open(str(path)) as container:
            return float(container.duration or 0) / av.time_base
    except (av.FFmpegError, OSError) as problem:
        raise RuntimeError(f"{path.name} is no media file: {problem}") from problem


def _colour(hue: int) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue / HUES, 0.55, 0.75)
    return int(red * 255), int(green * 255), int(blue * 255)


def _sample(index: int, hertz: int) -> int:
    swell = 0.55 - 0.45 * math.cos(2 * math.pi * 4 * index / RATE)
    return int(LEVEL * swell * math.sin(2 * math.pi * hertz * index / RATE))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
