"""What an episode costs from clips as they came, against one bare encode of the same pictures; its memory, its step, its loudness.

`python -m ops.bench.join [--minutes 5] [--clips 40] [--rounds 1]`. A bare encode is one run of ffmpeg: the same pictures, x264 with the
same settings, the finished sound copied. Clips, dialogue, music and subtitles are made first and are not measured. Each case runs in
a process of its own, in turn, round after round, so that a slow minute of the machine slows all of them; its memory is the peak of
the proportional set size of that process and all that it starts, looked at every tenth of a second.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import av
import psutil

from ops.bench.odd_episode import FLASH_SECONDS, FORMAT, Material, make_material
from shared.line.delivery import Delivery
from worker.media.conform import conform, pictured
from worker.media.encode import TAGGED, video_codec
from worker.media.ffmpeg import THREADS, opening
from worker.media.join import Cut, join
from worker.media.loudness import measure
from worker.media.rates import SAMPLE_RATE
from worker.media.sound import read_samples

_LOOK_S = 0.1
_MIB = 1 << 20


def _conform(material: Material) -> None:
    """Bring the clips into form, as the media workers do: one at a time a core."""

    def one(came: Path, dialogue: Path, clip: Path) -> None:
        conform(came, clip, FORMAT, frames=material.frames, audio=dialogue)

    with ThreadPoolExecutor(os.cpu_count() or 1) as workers:
        list(workers.map(one, material.came, material.dialogue, material.conformed))


def _join(material: Material, *, burn: bool) -> None:
    parts = zip(material.conformed, material.dialogue, material.beats, material.came, strict=True)
    join(
        [Cut(clip, dialogue, material.frames, beat, came) for clip, dialogue, beat, came in parts],
        material.beds,
        volume=0.25,
        fmt=FORMAT,
        burn=material.subtitles if burn else None,
        target=material.joined,
        folder=material.folder,
        title="Bench",
        episode=1,
        native_volume=0.2,
        delivery=Delivery(),
    )


def _whole(material: Material) -> None:
    """All that an episode needs from clips as they came: each brought into the one format, then joined."""
    _conform(material)
    _join(material, burn=False)


def _bare(material: Material) -> None:
    """The clips as they came, by the same filters, cut or held to their scenes, and encoded in one run; the finished sound copied."""
    inputs = [part for path in material.came for part in ("-threads", THREADS, "-i", str(path))]
    chains = [_numbered(pictured(path, FORMAT), n, material.frames) for n, path in enumerate(material.came)]
    names = "".join(f"[v{n}]" for n in range(material.clips))
    graph = ";".join([*chains, f"{names}concat=n={material.clips},{TAGGED}[v]"])
    sound = ["-i", str(material.joined), "-map", "[v]", "-map", f"{material.clips}:a:0", "-c:a", "copy"]
    _ffmpeg(material, [*inputs, *sound, "-filter_complex", graph, *video_codec(FORMAT, "final")])


def _numbered(graph: str, number: int, frames: int) -> str:
    """A clip's graph as one of many: its labels with its number, its pictures so many."""
    graph = graph.replace("[0:V:0]", f"[{number}:V:0]").removesuffix("[v]")
    for label in ("a", "b", "back", "front"):
        graph = graph.replace(f"[{label}]", f"[{label}{number}]")
    return f"{graph},trim=end_frame={frames}[v{number}]"


def _bare_again(material: Material, *, burn: bool) -> None:
    """The clips of the one format, decoded and encoded once more, with subtitles or without; the finished sound copied."""
    listed = material.folder / "clips.txt"
    lines = (f"file '{clip}'\ninpoint 0\nduration {material.frames / FORMAT.fps:.6f}\n" for clip in material.conformed)
    listed.write_text("ffconcat version 1.0\n" + "".join(lines), encoding="utf-8")
    filters = f"ass=filename={material.subtitles.name}:shaping=complex,{TAGGED}" if burn else TAGGED
    inputs = ["-threads", THREADS, "-f", "concat", "-safe", "0", "-i", str(listed), "-i", str(material.joined)]
    _ffmpeg(material, [*inputs, "-map", "0:v:0", "-map", "1:a:0", "-c:a", "copy", "-vf", filters, *video_codec(FORMAT, "final")])


CASES: dict[str, Callable[[Material], None]] = {
    "conform_and_join": _whole,
    "bare_encode": _bare,
    "join_copied": lambda material: _join(material, burn=False),
    "join_burned": lambda material: _join(material, burn=True),
    "bare_encode_again": lambda material: _bare_again(material, burn=False),
    "bare_encode_again_burned": lambda material: _bare_again(material, burn=True),
}
"""In the order in which they run: the first makes what the others need."""

RATIOS = (
    ("conform_and_join", "bare_encode"),
    ("join_copied", "bare_encode_again"),
    ("join_burned", "bare_encode_again"),
    ("join_burned", "bare_encode_again_burned"),
)


def _ffmpeg(material: Material, arguments: list[str]) -> None:
    environment = {**os.environ, "FONTCONFIG_FILE": str(material.folder / "fonts.conf")}
    command = [*opening(), *arguments, "-movflags", "+faststart", "bare.mp4"]
    subprocess.run(command, check=True, cwd=material.folder, env=environment)


def run_case(name: str, material: Material) -> dict[str, float]:
    """Run a case in a process of its own: seconds of wall clock and of processor, and its peak of memory in MiB."""
    where = [str(material.folder), str(material.clips), str(material.frames)]
    child = subprocess.Popen([sys.executable, "-m", "ops.bench.join", "--run", name, *where], stdout=subprocess.PIPE, text=True)
    peak = 0
    while child.poll() is None:
        peak = max(peak, _held(child.pid))
        time.sleep(_LOOK_S)
    said = child.stdout.read() if child.stdout else ""
    if child.returncode:
        raise RuntimeError(f"{name} ended with {child.returncode}")
    return {**json.loads(said), "memory_mib": round(peak / _MIB, 1)}


def _held(pid: int) -> int:
    """Bytes of a process and all that it started, shared pages divided among those that share them."""
    total = 0
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for one in family:
        try:
            total += one.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total


def _run_here(name: str, material: Material) -> None:
    """Run a case in this process, and say what it took."""
    began, spent = time.perf_counter(), _processor_s()
    CASES[name](material)
    print(json.dumps({"wall_s": round(time.perf_counter() - began, 2), "processor_s": round(_processor_s() - spent, 2)}))


def _processor_s() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def step_frames(material: Material) -> float:
    """How many frames later than its click the last scene's flash is seen; negative where it is seen earlier."""
    start_s = (material.clips - 1) * material.frames / FORMAT.fps
    with av.open(str(material.joined)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        container.seek(int(start_s / stream.time_base), stream=stream)
        middle = FORMAT.width // 2
        bright = (
            float(frame.pts * stream.time_base)
            for frame in container.decode(stream)
            if frame.pts is not None and bytes(frame.planes[0])[FORMAT.height // 2 * frame.planes[0].line_size + middle] > 200
        )
        seen_s = next(time_s for time_s in bright if time_s > start_s + FLASH_SECONDS / 2)
    sound = read_samples(material.joined)
    window = sound[round((start_s + FLASH_SECONDS - 0.5) * SAMPLE_RATE) : round((start_s + FLASH_SECONDS + 0.5) * SAMPLE_RATE)]
    click = max(range(4, len(window)), key=lambda at: abs(window[at] - window[at - 4]))
    first = next(at for at in range(4, click + 1) if abs(window[at] - window[at - 4]) > abs(window[click] - window[click - 4]) / 2)
    return (seen_s - (start_s + FLASH_SECONDS - 0.5 + first / SAMPLE_RATE)) * FORMAT.fps


def summary(taken: dict[str, list[dict[str, float]]]) -> dict[str, Any]:
    """Medians of each case, the largest memory, and ratios of what is compared."""
    cases = {
        name: {
            "wall_s": median(run["wall_s"] for run in runs),
            "processor_s": median(run["processor_s"] for run in runs),
            "memory_mib": max(run["memory_mib"] for run in runs),
        }
        for name, runs in taken.items()
    }
    ratios = {
        f"{ours}/{bare}": {kind: round(cases[ours][kind] / cases[bare][kind], 3) for kind in ("wall_s", "processor_s")}
        for ours, bare in RATIOS
        if ours in cases and bare in cases
    }
    return {"cases": cases, "ratios": ratios}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--cases", nargs="*", choices=list(CASES), default=list(CASES), help="only these; the first makes what others need")
    parser.add_argument("--run", nargs=4, metavar=("CASE", "FOLDER", "CLIPS", "FRAMES"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        name, folder, clips, frames = options.run
        _run_here(name, Material(Path(folder), int(clips), int(frames)))
        return
    with tempfile.TemporaryDirectory(prefix="cliffhanger-bench-") as name:
        material = make_material(Path(name), options.minutes * 60, options.clips)
        taken: dict[str, list[dict[str, float]]] = {case: [] for case in options.cases}
        for _ in range(options.rounds):
            for case in options.cases:
                taken[case].append(run_case(case, material))
        heard, step = measure(material.joined), step_frames(material)
    about = {"minutes": options.minutes, "clips": options.clips, "rounds": options.rounds, "cores": len(os.sched_getaffinity(0))}
    loudness = {"loudness_lufs": round(heard.integrated_lufs, 2), "true_peak_db": round(heard.true_peak_db, 2)}
    print(json.dumps({**about, **loudness, "step_frames_at_the_end": round(step, 2), **summary(taken)}, indent=2))


if __name__ == "__main__":
    main()
