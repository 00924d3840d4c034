"""Chinese names in Latin letters, for English subtitles."""

_TITLES = {
    "夫人": "Mrs.",
    "太太": "Mrs.",
    "先生": "Mr.",
    "小姐": "Miss",
    "女士": "Ms.",
    "总": "Director",
    "医生": "Dr.",
    "律师": "Counsellor",
}
_DOUBLE = ("欧阳", "司马", "上官", "诸葛", "慕容", "司徒", "东方", "皇甫", "南宫", "夏侯")


def english_name(name: str) -> str:
    """`张枫` as `Zhang Feng`, `张夫人` as `Mrs. Zhang`. Without the package pypinyin, the name as it is."""
    for title, english in _TITLES.items():
        if name.endswith(title) and len(name) > len(title):
            return f"{english} {_spelled(name.removesuffix(title))}"
    cut = 2 if name.startswith(_DOUBLE) else 1
    return " ".join(filter(None, (_spelled(name[:cut]), _spelled(name[cut:]))))


def _spelled(text: str) -> str:
    try:
        from pypinyin import lazy_pinyin  # noqa: PLC0415  # the studio's extra, not needed for an English season
    except ModuleNotFoundError:
        return text
    return "".join(lazy_pinyin(text)).capitalize()
