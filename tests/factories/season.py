"""Small seasons for tests."""

from shared.line.requests import Format, Look
from shared.production import Character, Episode, Line, Production, Scene

MODELS = {
    "reference": ("studio/rig",),
    "video": ("studio/rig",),
    "speech": ("studio/kokoro",),
    "lipsync": ("studio/lips",),
    "music": ("studio/score",),
}


def a_character(name: str = "Emma", **changes: object) -> Character:
    """One of the cast."""
    return Character(look=Look(name=name, gender="female", age=30, appearance="red hair", seed=7), voice="af_heart").model_copy(
        update=changes
    )


def a_scene(number: int = 1, *lines: str, speaker: str = "Emma", **changes: object) -> Scene:
    """A scene in which one character says these lines."""
    dialogue = tuple(Line(character=speaker, text=text) for text in lines)
    return Scene(number=number, setting="Kitchen, day", dialogue=dialogue).model_copy(update=changes)


def an_episode(number: int = 1, *scenes: Scene) -> Episode:
    """An episode of these scenes, or of one scene with one line."""
    return Episode(number=number, scenes=scenes or (a_scene(1, "Hello."),))


def a_production(*episodes: Episode, **changes: object) -> Production:
    """The header of a season of these episodes."""
    return Production(
        season="test-season",
        title="Test Season",
        slug="test-season",
        language="en",
        format=Format(width=270, height=480, fps=24),
        characters=(a_character("Emma"), a_character("Daniel", voice="am_puck")),
        models=MODELS,
        seed=1,
        episodes=tuple(episode.number for episode in episodes),
    ).model_copy(update=changes)
