"""Notes as a Standard MIDI File (the MIDI Association's RP-001): one track, no running status."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

TICKS_PER_BEAT = 480
DRUM_CHANNEL = 9

_NOTE_OFF, _NOTE_ON, _CONTROL, _PROGRAM = 0x80, 0x90, 0xB0, 0xC0
_VOLUME, _PAN, _REVERB = 7, 10, 91


@dataclass(frozen=True)
class Note:
    """A note: channel 0 to 15, start and length in beats, MIDI note, velocity 1 to 127."""

    channel: int
    start: float
    length: float
    note: int
    velocity: int


@dataclass(frozen=True)
class Part:
    """An instrument on its channel: General MIDI program, volume, pan (64 is the middle) and reverb, each 0 to 127."""

    channel: int
    program: int
    volume: int
    pan: int
    reverb: int


def midi_bytes(parts: Iterable[Part], notes: Iterable[Note], bpm: float, *, ring_seconds: float) -> bytes:
    """The file's bytes, the track ending `ring_seconds` after the last note; equal arguments give equal bytes."""
    events: list[tuple[int, int, bytes]] = [(0, 0, b"\xff\x51\x03" + round(60_000_000 / bpm).to_bytes(3))]
    for part in parts:
        events.append((0, 0, bytes((_PROGRAM | part.channel, part.program))))
        for control, value in ((_VOLUME, part.volume), (_PAN, part.pan), (_REVERB, part.reverb)):
            events.append((0, 0, bytes((_CONTROL | part.channel, control, value))))
    for note in notes:
        start, end = round(note.start * TICKS_PER_BEAT), round((note.start + note.length) * TICKS_PER_BEAT)
        events.append((max(start + 1, end - 4), 1, bytes((_NOTE_OFF | note.channel, note.note, 64))))
        events.append((start, 2, bytes((_NOTE_ON | note.channel, note.note, max(1, min(127, note.velocity))))))
    track = bytearray()
    now = 0
    # The sort is stable, and an end precedes a start at the same tick, so that a repeated note sounds again.
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        track += _length(tick - now) + message
        now = tick
    track += _length(round(ring_seconds * bpm / 60 * TICKS_PER_BEAT)) + b"\xff\x2f\x00"
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, TICKS_PER_BEAT) + b"MTrk" + struct.pack(">I", len(track)) + bytes(track)


def _length(ticks: int) -> bytes:
    """A variable-length quantity: seven bits a byte, the highest bit set in all but the last."""
    found = [ticks & 0x7F]
    while ticks := ticks >> 7:
        found.append(ticks & 0x7F | 0x80)
    return bytes(reversed(found))
