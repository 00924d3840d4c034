"""Filter graphs for sound inside this process (libavfilter, by way of PyAV): no start of a program, one thread, no file between."""

import array
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Literal, TypeAlias, cast

import av
from av.filter import Graph

from worker.media.rates import SAMPLE_RATE

Layout = Literal["mono", "stereo"]
Form = Literal["s16", "flt", "fltp", "dbl"]
Samples: TypeAlias = "array.array[int] | array.array[float]"
"""Interleaved: s16 as an array of "h", flt as an array of "f"."""

# As much sound as goes through a graph in one call: a second costs Python little, and no filter holds much of an episode.
_CHUNK_SAMPLES = SAMPLE_RATE
_TICK = Fraction(1, SAMPLE_RATE)
_CHANNELS: dict[Layout, int] = {"mono": 1, "stereo": 2}


class SoundGraph:
    """Filters between sources and one sink, all at 48 kHz.

    Build it with `source` and `then`, whose nodes are libavfilter's, and close it with `sink`. Then either `run` whole sounds through
    it, or `push` frames into its only source, take what `pull` gives, and `end` it. Everything happens in the calling thread and in
    the order of the calls, so equal sound gives equal sound.
    """

    def __init__(self) -> None:
        self._graph = Graph()
        self._graph.threads = 1
        self._sources: list[Any] = []
        self._layouts: list[Layout] = []
        self._forms: list[Form] = []
        self._pushed = 0
        self._sink: Any = None

    def source(self, layout: Layout, form: Form = "s16") -> Any:
        """A source of sound."""
        node = self._graph.add_abuffer(sample_rate=SAMPLE_RATE, format=form, layout=layout, time_base=_TICK)
        self._sources.append(node)
        self._layouts.append(layout)
        self._forms.append(form)
        return node

    def then(self, before: Any, name: str, options: str | None = None) -> Any:
        """A filter fed by one node, or by several in a tuple; of a node with several outputs, say (node, number)."""
        node = self._graph.add(name, options)
        for place, one in enumerate(before if isinstance(before, list) else [before]):
            source, output = one if isinstance(one, tuple) else (one, 0)
            source.link_to(node, output, place)
        return node

    def sink(self, last: Any, form: Form) -> None:
        """End the graph; sound comes out of it as `form`."""
        self._sink = self.then(self.then(last, "aformat", f"sample_fmts={form}"), "abuffersink")
        self._graph.configure()

    def run(self, *sounds: Samples) -> Iterator[av.AudioFrame]:
        """What comes out when each source gets its sound (in its form, none planar, all equally long), a chunk of each in turn."""
        channels = [_CHANNELS[layout] for layout in self._layouts]
        total = len(sounds[0]) // channels[0]
        for at in range(0, total, _CHUNK_SAMPLES):
            for node, layout, form, wide, sound in zip(self._sources, self._layouts, self._forms, channels, sounds, strict=True):
                node.push(_frame(memoryview(sound)[at * wide : (at + _CHUNK_SAMPLES) * wide], layout, at, form))
            yield from self.pull()
        yield from self.end()

    def push(self, frame: av.AudioFrame) -> None:
        """Give the only source a frame, which follows the one before, whatever its time says."""
        frame.pts, frame.time_base = self._pushed, _TICK
        self._pushed += frame.samples
        self._sources[0].push(frame)

    def pull(self) -> Iterator[av.AudioFrame]:
        """What has come out by now."""
        while True:
            try:
                yield cast("av.AudioFrame", self._sink.pull())
            except (BlockingIOError, EOFError):
                return

    def end(self) -> Iterator[av.AudioFrame]:
        """Tell the sources that there is no more, and give what comes out then."""
        for node in self._sources:
            node.push(None)
        yield from self.pull()


def _frame(samples: memoryview, layout: Layout, at: int, form: Form = "s16") -> av.AudioFrame:
    frame = av.AudioFrame(format=form, layout=layout, samples=len(samples) // _CHANNELS[layout])
    frame.planes[0].update(samples.tobytes())
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, _TICK
    return frame


def frames_of(samples: "array.array[int]", layout: Layout) -> Iterator[av.AudioFrame]:
    """Sound (s16) as frames of a second."""
    wide = _CHANNELS[layout]
    for at in range(0, len(samples) // wide, _CHUNK_SAMPLES):
        yield _frame(memoryview(samples)[at * wide : (at + _CHUNK_SAMPLES) * wide], layout, at)


def taken(frame: av.AudioFrame) -> bytes:
    """The samples of a frame whose form is not planar, as bytes."""
    size = frame.samples * frame.format.bytes * len(frame.layout.channels)
    return bytes(memoryview(frame.planes[0])[:size])
