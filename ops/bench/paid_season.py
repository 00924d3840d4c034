"""A season whose scenes cost one paid call each, a clip; nobody speaks, so that the rest is light."""

from pathlib import Path

from producer.order import Order
from shared.line.requests import Format
from shared.production import Episode, Production, Scene

SCENES_AN_EPISODE = 8
CLIP_SECONDS = 2.0
MODEL = "simulator/sim-video"


def paid_order(scenes: int, out: Path, *, a_episode: int = SCENES_AN_EPISODE, name: str = "bench") -> Order:
    """An order of so many scenes, all different."""
    episodes = {
        number: Episode(number=number, scenes=tuple(_scene(name, number, scene) for scene in range(1, 1 + min(a_episode, left))))
        for number, left in enumerate(range(scenes, 0, -a_episode), 1)
    }
    production = Production(
        season=name,
        title=name,
        slug=name,
        language="en",
        format=Format(width=720, height=1280, fps=24),
        characters=(),
        music_volume=None,
        models={
            "reference": ("studio/rig",),
            "video": (MODEL,),
            "speech": ("studio/kokoro",),
            "lipsync": ("studio/lips",),
            "music": ("studio/score",),
        },
        seed=1,
        episodes=tuple(episodes),
    )
    return Order(production, episodes, (), {}, out)


def _scene(name: str, episode: int, scene: int) -> Scene:
    return Scene(number=scene, action=f"{name}: what happens in scene {scene} of episode {episode}", seconds=CLIP_SECONDS)
