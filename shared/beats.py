"""Emotional beats: free words of a script, in English or Chinese, as one of the line's own beats."""

import re

from shared.line.requests import Beat

# Words by beat. English words match whole (a trailing `*` allows an ending), Chinese ones anywhere.
WORDS: dict[Beat, str] = {
    "neutral": ("neutral calm* ordinary everyday plain matter-of-fact 平静 中性 平淡 日常"),
    "happy": (
        "happy happi* joy* cheer* delight* triumph* funny comed* comic* humor* humour* relie* hope hopeful* playful* "
        "celebrat* excit* proud* victor* laugh* "
        "开心 高兴 快乐 喜悦 幸福 欢 搞笑 喜剧 幽默 希望 得意 胜利"
    ),
    "sad": (
        "sad* sorrow* grie* melanchol* heartbr* tears tearful* cry cries crying hopeless* lonel* regret* despair* mourn* "
        "bitter* tragic* "
        "悲 伤心 难过 忧 哀 痛苦 心碎 孤独 绝望 遗憾 哭 虐"
    ),
    "angry": ("angr* anger* rage* furious* fury outrage* hostil* confront* hate* revenge* vengeful* 愤 生气 怒 恨 复仇 对峙 冲突 争吵"),
    "tense": (
        "tense* tension* suspens* nervous* anxious* anxiet* fear* scare* scary threat* dread* danger* ominous* uneas* "
        "myster* dramatic* urgent* worr* "
        "紧张 悬疑 焦虑 恐 害怕 危险 威胁 不安 压抑 神秘 惊险 担心"
    ),
    "romantic": (
        "romantic* romance* love* tender* intima* sweet* affection* passion* longing* flirt* warm* 浪漫 爱 温柔 甜 暧昧 深情 心动 温馨 柔情"
    ),
    "shocking": (
        "shock* surpris* stun* twist* reveal* revelation* astonish* disbelie* bombshell* gasp* betray* "
        "震惊 惊讶 吃惊 意外 反转 惊呆 真相 揭 背叛 愕"
    ),
}


def _pattern(word: str) -> str:
    if not word.isascii():
        return re.escape(word)
    return rf"\b{re.escape(word.rstrip('*'))}" + (r"\w*" if word.endswith("*") else r"\b")


_PATTERNS: tuple[tuple[Beat, re.Pattern[str]], ...] = tuple(
    (beat, re.compile("|".join(_pattern(word) for word in words.split()), re.IGNORECASE)) for beat, words in WORDS.items()
)


def beat_of(text: str) -> Beat | None:
    """The beat that `text` names first: `tense, then romantic` is tense. None where it names none."""
    found = [(match.start(), -len(match.group()), beat) for beat, pattern in _PATTERNS if (match := pattern.search(text))]
    return min(found)[2] if found else None
