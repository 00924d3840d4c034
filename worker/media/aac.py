"""Encodes the sound of an episode, and measures what was made as it will be heard: decoded again, on another core."""

import array
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import av
from av.codec.context import Flags

from shared.errors import StageFailed
from worker.media.graph import SoundGraph
from worker.media.loudness import Loudness, Meter
from worker.media.rates import SAMPLE_RATE

# It takes half the time of the default coder and, at 160 kbit/s on dialogue over music, keeps more of the signal in every band.
_CODER = {"aac_coder": "fast"}

# A decoder first gives one frame that lies before the first sample of what was encoded.
_PRIMING_FRAMES = 1

# So many packets are measured at a time, about three seconds.
_BATCH = 144


def encode_sound(samples: "array.array[int]", gain_db: float, target: Path, *, kbps: int) -> Loudness:
    """Write `target`, an M4A of AAC-LC at `kbps`, from stereo samples (s16, 48 kHz) at a gain, and give its loudness as decoded.

    Raises StageFailed.
    """
    graph = SoundGraph()
    graph.sink(graph.then(graph.source("stereo"), "volume", f"{gain_db:.3f}dB:precision=float"), "fltp")
    heard = _Hearing()
    try:
        with ThreadPoolExecutor(1) as beside, av.open(str(target), "w", format="mp4", options={"fflags": "+bitexact"}) as container:
            stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo", options=_CODER)
            stream.bit_rate = kbps * 1000
            stream.codec_context.flags |= Flags.bitexact
            waiting: list[bytes] = []
            measured: list[Future[None]] = []
            for frame in chain(graph.run(samples), [None]):
                packets = stream.encode(frame)
                waiting += [bytes(packet) for packet in packets]
                if waiting and (frame is None or len(waiting) >= _BATCH):
                    measured.append(beside.submit(heard.hear, bytes(stream.codec_context.extradata or b""), waiting))
                    waiting = []
                container.mux(packets)
            for batch in measured:
                batch.result()
    except av.FFmpegError as error:
        raise StageFailed(f"encoding {target.name}: {error.strerror}") from error
    return heard.loudness()


class _Hearing:
    """Decodes packets in order and measures what they sound like."""

    def __init__(self) -> None:
        self._decoder = av.CodecContext.create("aac", "r")
        self._meter = Meter("stereo", "fltp", peaks=True)
        self._skip = _PRIMING_FRAMES

    def hear(self, setup: bytes, packets: Iterable[bytes]) -> None:
        if not self._decoder.is_open:
            self._decoder.extradata = setup
        for packet in packets:
            self._take(self._decoder.decode(av.Packet(packet)))

    def loudness(self) -> Loudness:
        self._take(self._decoder.decode(None))
        return self._meter.loudness()

    def _take(self, frames: list[av.AudioFrame]) -> None:
        kept = frames[self._skip :]
        self._skip = max(0, self._skip - len(frames))
        self._meter.hear(kept)
