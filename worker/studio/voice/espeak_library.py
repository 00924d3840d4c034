"""espeak-ng: text in, samples and phonemes with their times out."""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from shared.errors import BadOutput, MissingPart, StageFailed
from worker.studio.voice import espeak_process
from worker.studio.voice.loudness import Samples

INSTALL_HINT = "speech in this language needs espeak-ng: pip install 'cliffhanger[espeak]'"

# A text of 2,000 characters takes a fifth of a second; this bounds a machine that is very busy.
TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Recording:
    """`samples` in -1…1; `phonemes` are IPA, and `words` pieces of the text, with the seconds at which each begins, ascending."""

    samples: Samples
    sample_rate: int
    phonemes: list[tuple[float, str]]
    words: list[tuple[float, str]]


@cache
def languages() -> frozenset[str]:
    """The languages that the library speaks, in lower case (`vi`, `es-419`, `pt-br`, `yue`). Raises MissingPart."""
    head, _ = _ask({})
    return frozenset(head["languages"])


def record(text: str, voice: str, *, words_per_minute: int, pitch: int) -> Recording:
    """Speak `text` with a voice such as `ko+f3`; `pitch` is 0 to 99, 50 the voice's own. Equal requests give equal samples.

    Raises StageFailed for a voice that it has not, BadOutput where it breaks off, MissingPart.
    """
    head, pcm = _ask({"text": text, "voice": voice, "words_per_minute": words_per_minute, "pitch": pitch})
    samples = np.frombuffer(pcm, "<i2").astype(np.float64) / 32768
    phonemes = [(milliseconds / 1000, ipa) for milliseconds, ipa in head["phonemes"]]
    words = [(milliseconds / 1000, text[first : first + length]) for milliseconds, first, length in head["words"]]
    return Recording(samples, head["sample_rate"], phonemes, words)


def _ask(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """One question to a process of its own (`espeak_process` says why)."""
    # By its file, not by its package: the child then needs neither the path nor the time to import ours.
    command = [sys.executable, "-P", espeak_process.__file__]
    try:
        done = subprocess.run(command, input=json.dumps(request).encode(), capture_output=True, timeout=TIMEOUT_S, check=True)
    except subprocess.TimeoutExpired:
        raise BadOutput(f"espeak-ng did not end within {TIMEOUT_S:.0f} s") from None
    except subprocess.CalledProcessError as error:
        raise BadOutput(f"espeak-ng broke off with status {error.returncode}") from None
    line, _, samples = done.stdout.partition(b"\n")
    head: dict[str, Any] = json.loads(line)
    if "error" in head:
        raise _error(head["error"], head["about"])
    return head, samples


def _error(kind: str, about: object) -> Exception:
    match kind:
        case "missing":
            return MissingPart(INSTALL_HINT)
        case "data":
            # espeak-ng keeps its data's path in a buffer of 160 bytes.
            return MissingPart(f"espeak-ng cannot open its data in {about}: install into a folder with a shorter path")
        case "voice":
            return StageFailed(f"espeak-ng has no voice {about!r}: a voice is a language, such as vi or es-419, with +f1…+f5 or +m1…+m8")
        case _:
            return BadOutput(f"espeak-ng could not speak (status {about})")
