"""Scripts as hypothesis draws them."""

from hypothesis import strategies as st

from shared.beats import beat_of
from shared.season_script import DialogueLine, EpisodeScript, SceneScript, ScriptFile

LETTERS = "abcdefgh ABC'!?,. *_#@>~=ÄéЖ甲乙丙天台夜"
NAMES = ["Emma", "Daniel", "Mrs. Zhang", "McAvoy", "林晚", "张夫人", "老K"]
DELIVERIES = ["", "", "coldly", "冷笑", "singing", "crying", "pause"]
EMPTY = {"": None}


def texts(most: int = 30) -> st.SearchStrategy[str]:
    """Text as the models keep it: no spaces at its ends, none twice, and beginning with a letter."""
    return st.text(LETTERS, min_size=1, max_size=most).map(lambda text: " ".join(("a" + text).split()))


def optional(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.just("") | texts


WORDS = texts()
seconds = st.none() | st.sampled_from([8.0, 12.5, 60.0])
lines = st.builds(
    DialogueLine,
    character=st.sampled_from(NAMES),
    line=texts(),
    delivery=st.sampled_from(DELIVERIES),
    off_screen=st.sampled_from([None, None, "VO", "OS"]),
)


def _felt(scene: SceneScript) -> SceneScript:
    """An import reads a scene's beat off its lines where it names none."""
    told = next((line.delivery for line in scene.dialogue if beat_of(line.delivery)), "")
    return scene if scene.emotional_beat else scene.model_copy(update={"emotional_beat": told})


def scenes(settings: st.SearchStrategy[str], actions: st.SearchStrategy[str], lines: st.SearchStrategy[DialogueLine], words=WORDS):
    return st.builds(
        SceneScript,
        setting=settings,
        action=actions,
        dialogue=st.lists(lines, max_size=4).map(tuple),
        emotional_beat=st.sampled_from(["", "tense", "sad"]),
        visual_prompt=optional(words),
        duration_seconds=seconds,
    ).map(_felt)


def numbered(kind: type, name: str):
    def number(parts):
        return tuple(kind.model_validate(part.model_copy(update={name: index}).model_dump()) for index, part in enumerate(parts, 1))

    return number


def scripts(scenes: st.SearchStrategy[SceneScript], titles: st.SearchStrategy[str], words=WORDS) -> st.SearchStrategy[ScriptFile]:
    episodes = st.builds(
        EpisodeScript,
        scenes=st.lists(scenes, min_size=1, max_size=4).map(numbered(SceneScript, "scene_number")),
        logline=optional(words),
        cliffhanger=optional(words),
        duration_seconds=seconds,
    )
    several = st.lists(episodes, min_size=1, max_size=3).map(numbered(EpisodeScript, "episode_number"))
    return st.builds(ScriptFile, title=titles, genre=optional(words), episodes=several)
