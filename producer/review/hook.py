"""Hooks: the first seconds, the turns in between, and the question at the end, by which a short drama keeps its viewers."""

import re
from collections.abc import Iterator
from itertools import groupby

from producer.review.remark import Remark, quoted, seconds_of
from producer.review.season import ReviewedEpisode, ReviewedScene, ReviewedSeason

STRONG_BEATS = frozenset({"shocking", "angry", "tense"})
"""Moods in which a silent picture holds by itself."""
STRONG_ACTION = re.compile(
    r"\b(?:slap|punch|hit|kick|stab|shoot|shot|gun|knife|blood|bleed|crash|explod|explosion|burn|scream|shout|kneel|kiss|smash|shatter|"
    r"throw|chas|run|dead|corpse|wound|faint|arrest|grab|attack)(?:e?s|e?d|ing|ped|ping|ting|ning|bed|bing|bers?)?\b"
    r"|耳光|殴打|毆打|打人|[踢摔砸撞刺枪槍刀血爆烧燒尖跪吻追逃尸屍晕暈]",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？]")
_SENTENCE = re.compile(r"[^.!?。！？…\n]+[.!?。！？…]*")
_WORD = re.compile(r"[^\W\d_㐀-鿿ぁ-ヿ가-힣]{3,}|[㐀-鿿ぁ-ヿ가-힣]+")
_ASKING = frozenset(
    {"who", "whom", "whose", "what", "why", "when", "where", "which", "how", "will", "does", "did", "has", "have", "can", "are", "was"}
    | {"the", "and", "for", "but"}
)
_ASKING_HAN = re.compile("什么|什麼|怎么|怎麼|为什么|為什麼|谁|誰|哪里|哪裡|哪|何|吗|嗎|呢|会|會|到底|究竟|是|的|了")
_FEWEST_WORDS = 3
_FEWEST_PAIRS = 3


def check_hooks(season: ReviewedSeason) -> Iterator[Remark]:
    """Openings, turns and cliffhangers."""
    for episode in season.episodes:
        yield from _opening(season, episode)
        yield from _turns(season, episode)
        yield from _cliffhanger(season, episode)


def _opening(season: ReviewedSeason, episode: ReviewedEpisode) -> Iterator[Remark]:
    silent = 0.0
    for scene in episode.scenes:
        if scene.scene.dialogue or scene.scene.beat in STRONG_BEATS or STRONG_ACTION.search(scene.action):
            break
        silent += scene.seconds
    if silent > season.limits.hook_seconds:
        text = (
            f"opens with {seconds_of(silent)} in which nobody speaks and nothing strong is seen",
            f"let a line or a strong action come within {seconds_of(season.limits.hook_seconds)}",
        )
        yield season.remark("hook.opening", "warning", episode.scenes[0], text)


def _turns(season: ReviewedSeason, episode: ReviewedEpisode) -> Iterator[Remark]:
    limits = season.limits
    for beat, group in groupby(episode.scenes, key=lambda scene: scene.scene.beat):
        run = list(group)
        seconds = sum(scene.seconds for scene in run)
        # Lengths are expected ones, hence the tolerance. A scene that is too long by itself is told already.
        if seconds <= limits.beat_longest_seconds * (1 + limits.length_tolerance) or (
            len(run) == 1 and seconds > limits.scene_longest_seconds
        ):
            continue
        stretch = f"for {seconds_of(seconds)} from here on"
        wrong = f"the mood stays {beat} {stretch}" if any(scene.has_beat for scene in run) else f"no mood is written {stretch}"
        text = wrong, f"let it turn (emotional_beat) at least every {seconds_of(limits.beat_longest_seconds)}"
        yield season.remark("hook.turns", "note", run[0], text)


def _cliffhanger(season: ReviewedSeason, episode: ReviewedEpisode) -> Iterator[Remark]:
    told = episode.episode.cliffhanger
    if told:
        words = _words(told)
        scene = next((scene for scene in episode.scenes if words and _gives_away(scene, told, words, scene is episode.scenes[-1])), None)
        if scene is not None:
            text = f"says already what the cliffhanger {quoted(told)} leaves open", "keep it for the next episode"
            yield season.remark("hook.given_away", "note", scene, text)
    elif episode is not season.episodes[-1] and not _ends_open(episode.scenes[-1]):
        text = "ends without a cliffhanger", "name the question that makes people watch the next episode (cliffhanger)"
        yield season.remark("hook.cliffhanger", "warning", episode, text)


def _ends_open(scene: ReviewedScene) -> bool:
    """Whether the last scene leaves something open by itself: it ends on a question, or on a shock."""
    lines = scene.scene.dialogue
    return scene.scene.beat == "shocking" or bool(lines and _QUESTION.search(lines[-1].text))


def _gives_away(scene: ReviewedScene, cliffhanger: str, words: frozenset[str], is_last: bool) -> bool:
    """Whether one sentence of the scene has every word of the cliffhanger: of a question any sentence that asks nothing.

    A statement may stand in the last scene, where it is the end itself.
    """
    if is_last and not _QUESTION.search(cliffhanger):
        return False
    rarest = max(sorted(words), key=len)
    texts = [text for text in (*(line.text for line in scene.scene.dialogue), scene.action) if rarest in text.casefold()]
    sentences = (sentence for text in texts for sentence in _SENTENCE.findall(text))
    return any(words <= (_words(sentence) or frozenset()) for sentence in sentences if not _QUESTION.search(sentence))


def _words(text: str) -> frozenset[str] | None:
    """The words that say something: of alphabets the words, of ideographs each two that follow each other. None where they are few."""
    latin, pairs = set(), set()
    for word in _WORD.findall(text.casefold()):
        if word[0] < "ぁ":
            latin |= {word} - _ASKING
        else:
            for part in _ASKING_HAN.split(word):
                pairs |= {part[at : at + 2] for at in range(len(part) - 1)}
    if len(latin) < _FEWEST_WORDS and len(pairs) < _FEWEST_PAIRS:
        return None
    return frozenset(latin | pairs)
