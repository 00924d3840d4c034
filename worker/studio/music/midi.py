"""Notes as a Standard MIDI File."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

import mido

TICKS_PER_BEAT = 480
DRUM_CHANNEL = 9


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
    events: list[tuple[int, int, mido.Message]] = []
    for part in parts:
        events.append((0, 0, mido.Message("program_change", channel=part.channel, program=part.program)))
        for control, value in ((7, part.volume), (10, part.pan), (91, part.reverb)):
            events.append((0, 0, mido.Message("control_change", channel=part.channel, control=control, value=value)))
    for note in notes:
        start, end = round(note.start * TICKS_PER_BEAT), round((note.start + note.length) * TICKS_PER_BEAT)
        events.append((max(start + 1, end - 4), 1, mido.Message("note_off", channel=note.channel, note=note.note)))
        events.append((start, 2, mido.Message("note_on", channel=note.channel, note=note.note, velocity=max(1, min(127, note.velocity)))))
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm))])
    now = 0
    # The sort is stable, and an end precedes a start at the same tick, so that a repeated note sounds again.
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy(time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=round(ring_seconds * bpm / 60 * TICKS_PER_BEAT)))
    file = mido.MidiFile(ticks_per_beat=TICKS_PER_BEAT, type=0)
    file.tracks.append(track)
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()
