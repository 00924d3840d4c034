"""What is made of a request whose inputs are files."""

from dataclasses import replace
from fractions import Fraction

from ops.simulator.ask import Ask
from ops.simulator.media.shapes import Blob, Clip, Mux, Tone, clip_of, tone_of
from ops.simulator.world import World

REPEATED_S = Fraction(2)
"""How long a fresh clip is that repeats for as long as a given sound lasts."""
MOVING = ("mp4", "mov", "webm", "mkv", "bin")


def lipsync_of(world: World, ask: Ask, volume: float = 1.0) -> Mux:
    """The given video with the given sound. Addresses that are not ours are not fetched: a fresh clip, a fresh tone stand for them."""
    video = world.shelf.source(ask.sources.get("video", ""))
    audio = world.shelf.source(ask.sources.get("audio", ""))
    sound = audio if isinstance(audio, Tone) or (isinstance(audio, Blob) and audio.suffix not in MOVING) else tone_of(ask)
    if isinstance(video, Clip | Mux) or (isinstance(video, Blob) and video.suffix in MOVING):
        return Mux(video, sound, volume)
    seconds = sound.seconds if isinstance(sound, Tone) else REPEATED_S
    return Mux(clip_of(replace(ask, seconds=seconds), world.options.is_small), sound, volume)
