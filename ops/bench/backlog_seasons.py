"""Seasons of the usual size, as many as a backlog needs: 60 episodes of eight scenes, two lines in each, every stage but the look paid."""

from collections.abc import Iterator
from pathlib import Path

from producer.order import Order
from shared.line.requests import Format, Look
from shared.production import Character, Episode, Line, Production, Scene

EPISODES, SCENES = 60, 8
NAMES = ("林晚", "张枫")
VENDOR = "simulator"


def orders(scenes: int, out: Path) -> Iterator[Order]:
    """Orders of so many scenes together, at least; no two of them alike."""
    for number in range(1, 1 + -(-scenes // (EPISODES * SCENES))):
        yield _order(f"backlog-{number:04d}-a1b2c3", out)


def _order(season: str, out: Path) -> Order:
    cast = tuple(
        Character(look=Look(name=name, age=25 + at, appearance="黑色长发，米色风衣", seed=at), voice=f"voice-{at}")
        for at, name in enumerate(NAMES)
    )
    episodes = {number: _episode(season, number) for number in range(1, EPISODES + 1)}
    production = Production(
        season=season,
        title=season,
        slug=season,
        language="zh-CN",
        subtitles=("zh-CN", "en"),
        format=Format(width=720, height=1280, fps=24),
        characters=cast,
        music_volume=None,
        budget_micros=1_000_000_000,
        models={
            "reference": ("studio/rig",),
            "video": (f"{VENDOR}/sim-video",),
            "speech": (f"{VENDOR}/sim-speech",),
            "lipsync": (f"{VENDOR}/sim-lipsync",),
            "music": ("studio/score",),
        },
        seed=1,
        episodes=tuple(episodes),
    )
    return Order(production, episodes, (), {}, out)


def _episode(season: str, number: int) -> Episode:
    return Episode(number=number, scenes=tuple(_scene(season, number, at) for at in range(1, SCENES + 1)))


def _scene(season: str, episode: int, number: int) -> Scene:
    lines = (
        Line(
            character=NAMES[0],
            text="三年了。我等了你整整三年。",
            translations={"en": "Three years. I waited for you for three whole years."},
        ),
        Line(
            character=NAMES[1],
            text="晚晚，对不起，我不能告诉你真相。",
            translations={"en": "Wanwan, I am sorry. I cannot tell you the truth."},
        ),
    )
    return Scene(
        number=number,
        setting="天台，夜",
        action=f"林晚独自站在天台上，张枫走近。({season}, {episode}/{number})",
        beat="sad",
        visual_prompt="rooftop at night, city lights, slow push in, rain on the glass, neon reflections",
        dialogue=lines,
    )
