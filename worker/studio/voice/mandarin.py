"""Mandarin text to Kokoro's phonemes."""

from collections.abc import Callable
from functools import cache

from shared.errors import MissingPart
from worker.studio.voice.model import INSTALL_HINT
from worker.studio.voice.pinyin import phonemes_of

# What the dictionary of readings gets wrong, or leaves open, in dialogue: words whose characters have several readings. Some are
# no words, but the segmentation takes them for one (我教).
READINGS: dict[str, str] = {
    "行长": "hang2 zhang3",
    "得还": "dei3 huan2",
    "还钱": "huan2 qian2",
    "还给": "huan2 gei3",
    "还债": "huan2 zhai4",
    "还清": "huan2 qing1",
    "很长": "hen3 chang2",
    "太长": "tai4 chang2",
    "好长": "hao3 chang2",
    "多长": "duo1 chang2",
    "长时间": "chang2 shi2 jian1",
    "他长": "ta1 zhang3",
    "她长": "ta1 zhang3",
    "头发": "tou2 fa5",
    "我教": "wo3 jiao1",
    "你教": "ni3 jiao1",
    "他教": "ta1 jiao1",
    "她教": "ta1 jiao1",
    "来教": "lai2 jiao1",
    "教我": "jiao1 wo3",
    "教你": "jiao1 ni3",
    "睡着": "shui4 zhao2",
    "先生": "xian1 sheng5",
    "事情": "shi4 qing5",
    "地方": "di4 fang5",
    "大夫": "dai4 fu5",
    "一只": "yi4 zhi1",
    "数钱": "shu3 qian2",
    "干嘛": "gan4 ma2",
    "都市": "du1 shi4",
    "都会": "dou1 hui4",
    "意思": "yi4 si5",
    "明白": "ming2 bai5",
    "喜欢": "xi3 huan5",
    "认识": "ren4 shi5",
    "朋友": "peng2 you5",
    "告诉": "gao4 su5",
    "时候": "shi2 hou5",
    "东西": "dong1 xi5",
    "关系": "guan1 xi5",
    "爸爸": "ba4 ba5",
    "妈妈": "ma1 ma5",
    "哥哥": "ge1 ge5",
    "姐姐": "jie3 jie5",
    "弟弟": "di4 di5",
    "妹妹": "mei4 mei5",
    "谁": "shei2",
    "嗯": "en1",
    "哼": "heng1",
    "呵": "he1",
    "哎": "ai1",
    "唉": "ai4",
}

_PRONOUNS = frozenset("你我他她它您咱")


@cache
def _prepare() -> None:
    """Teach pypinyin the readings above, once a process."""
    try:
        import pypinyin  # noqa: PLC0415 - an optional part
    except ImportError:
        raise MissingPart(INSTALL_HINT) from None
    phrases = {word: [[_accented(syllable)] for syllable in reading.split()] for word, reading in READINGS.items() if len(word) > 1}
    pypinyin.load_phrases_dict(phrases)
    pypinyin.load_single_dict({ord(word): _accented(reading) for word, reading in READINGS.items() if len(word) == 1})


def _accented(syllable: str) -> str:
    from pypinyin.contrib.tone_convert import tone3_to_tone  # noqa: PLC0415

    return str(tone3_to_tone(syllable))


def phonemes(text: str) -> str:
    """Phonemes of a run of Chinese characters, words parted by spaces. Characters without a reading are left out.

    Tones are those of the dictionary: the model learned to change them in context. Raises MissingPart.
    """
    _prepare()
    try:
        import rjieba  # noqa: PLC0415
        from pypinyin import Style, lazy_pinyin  # noqa: PLC0415
    except ImportError:
        raise MissingPart(INSTALL_HINT) from None
    cut = ["", *rjieba.cut(text), ""]
    words: list[str] = []
    for before, word, after in zip(cut, cut[1:-1], cut[2:], strict=False):
        reading = _in_context(word, before, after)
        syllables = [reading] if reading else lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, errors="ignore")
        if len(word) > 2 and word.endswith("地") and len(syllables) == len(word):
            syllables[-1] = "de5"
        words.append("".join(phonemes_of(syllable) or "" for syllable in syllables))
    return " ".join(word for word in words if word)


def _in_context(word: str, before: str, after: str) -> str | None:
    """The reading of a character that stands alone, where its neighbours decide it; None where the dictionary's will do."""
    rule = _RULES.get(word)
    return rule(before, after) if rule else None


def _de(before: str, after: str) -> str:  # noqa: ARG001 - all rules look alike
    """得 before a verb, after who or when, means must; after a verb it is a particle."""
    return "dei3" if before[-1:] in _PRONOUNS or before[-1:] in tuple("们就都也还总又") else "de5"


def _di(before: str, after: str) -> str | None:
    """地 between an adverb and its verb is a particle."""
    return "de5" if len(before) > 1 and before[-1] not in "块片处" and after else None


def _huan(before: str, after: str) -> str | None:  # noqa: ARG001
    """还 with someone or something to give back."""
    return "huan2" if after[:1] in _PRONOUNS or after[:1] in tuple("钱债清完给") else None


def _chang(before: str, after: str) -> str:
    """长 is to grow before how one grew, else long."""
    return "zhang3" if after[:1] in tuple("得大高出成满") or before[-1:] in _PRONOUNS else "chang2"


def _jiao(before: str, after: str) -> str | None:  # noqa: ARG001
    """教 with a pupil is to teach."""
    return "jiao1" if after[:1] in _PRONOUNS else None


def _zhi(before: str, after: str) -> str | None:  # noqa: ARG001
    """只 after a number is a measure word."""
    return "zhi1" if before[-1:] in tuple("一二两三四五六七八九十百几每这那") else None


def _zeng(before: str, after: str) -> str | None:  # noqa: ARG001
    """曾 before a title is a surname."""
    return "zeng1" if after in {"先生", "小姐", "太太", "总", "董", "老师", "医生"} else None


_RULES: dict[str, Callable[[str, str], str | None]] = {
    "得": _de,
    "地": _di,
    "还": _huan,
    "长": _chang,
    "教": _jiao,
    "只": _zhi,
    "曾": _zeng,
}
