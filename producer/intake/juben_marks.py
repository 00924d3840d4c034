"""The words of Chinese short-drama scripts (剧本): labels, marks of voices, numerals; traditional and full-width ones like their twins."""

import re
from collections.abc import Mapping

# One character for one, so that places in the folded text are places in the text as it is written.
_TRADITIONAL = "場內畫話時間長緒懸鉤鏡頭聲劇題語點員號獨轉閃結終與現黃樂備註稱標識別機類幾屏風編導內專輕術兩帶龍車門東樓廳"
_SIMPLIFIED = "场内画话时间长绪悬钩镜头声剧题语点员号独转闪结终与现黄乐备注称标识别机类几屏风编导内专轻术两带龙车门东楼厅"
_FULL_WIDTH = {0xFF01 + index: 0x21 + index for index in range(94)}
_FOLDED = {
    **_FULL_WIDTH,
    **{ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)},
    **dict.fromkeys(map(ord, "\u3000\u00a0\t"), " "),
    **dict.fromkeys(map(ord, "﹕︰∶"), ":"),
    **dict.fromkeys(map(ord, "–—－﹣−"), "-"),
    **dict.fromkeys(map(ord, "▲∆Δ▵"), "△"),
    **dict.fromkeys(map(ord, "〔［"), "["),
    **dict.fromkeys(map(ord, "〕］"), "]"),
    ord("〖"): "【",
    ord("〗"): "】",
}


def folded(text: str) -> str:
    """The text in half-width and simplified letters as far as marks need it, each character in its place."""
    return text.translate(_FOLDED)


# What a label says of the text behind it: a field of the script, a mark in the action, a voice, or nothing that is used.
_FIELDS = {
    "title": "剧名 片名 名称 标题 作品名 作品名称 title",
    "genre": "题材 类型 剧本类型 genre",
    "logline": "梗概 本集梗概 剧情梗概 本集简介 剧情简介 简介 本集概要 logline",
    "cliffhanger": "悬念 钩子 本集钩子 结尾钩子 集尾钩子 本集悬念 结尾悬念 卡点 cliffhanger",
    "setting": "地点 时间 场地 场景 场 内外 内外景",
    "emotional_beat": "情绪 氛围 情绪基调 基调",
    "visual_prompt": "画面提示 画面提示词 提示词 prompt",
    "action": "画面 动作 画面描述 动作描述 画面内容",
    "seconds": "时长 片长 预计时长 本集时长",
}
_IN_ACTION = {
    "人物": "人物 出场人物 登场人物 角色 出场角色 登场角色 出场",
    "音效": "音效 音响 音效提示 sfx se",
    "音乐": "音乐 配乐 背景音乐 bgm 插曲",
    "字幕": "字幕 画面文字 屏幕文字 屏幕字幕 花字 文字 标题字幕 弹幕 text super",
    "镜头": "镜头 景别 运镜 机位 分镜 shot camera",
    "道具": "道具 服装 服化道 化妆 造型",
}
_UNUSED = "转场 备注 注 编剧 作者 导演 版本 原著 出品 制片 监制 日期"
_VOICES = {
    "VO": "vo v.o v.o. 画外音 旁白 画外 话外音 电话音",
    "OS": "os o.s o.s. 内心独白 心声 独白 内心 内心os 心里os",
}


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, words in table.items() for word in words.split()}


FIELDS = _by_word(_FIELDS)
IN_ACTION = _by_word(_IN_ACTION)
UNUSED = frozenset(_UNUSED.split())
VOICES = _by_word(_VOICES)
NARRATOR = "旁白"
"""Who speaks where a voice has no name."""

SHOTS = re.compile(
    r"特写|近景|中景|全景|远景|大景|空镜|航拍|俯拍|俯视|仰拍|仰视|平视|跟拍|推镜|拉镜|摇镜|移镜|推近|拉远|慢镜|慢动作|主观|过肩|镜头|叠化|蒙太奇|定格|黑屏|闪白|手持"
)
TRANSITION = re.compile(r"(?:转场|切至|切到|切入|切|淡入|淡出|黑场|CUT TO|FADE (?:IN|OUT)|DISSOLVE TO)[:.。]?(?: .{0,30})?", re.IGNORECASE)
END = re.compile(
    r"[(\[【]?(?:第[0-9零〇一二两三四五六七八九十百]{1,6}集|本集|全剧|全文|剧)?\s*(?:完|终|剧终|结束|END)[)\]】]?[.。]?", re.IGNORECASE
)
TIME_RANGE = re.compile(r"\d{1,3}(?:[:.]\d{1,2})?\s*(?:s|秒)?\s*[-~]\s*\d{1,3}(?:[:.]\d{1,2})?\s*(?:s|秒)?", re.IGNORECASE)

_DIGITS = {
    digit: value for value, digits in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for digit in digits
}


def number_of(text: str) -> int:
    """A whole number in digits or in Chinese numerals below a thousand (`12`, `十二`, `一百零二`, `二十`)."""
    if text.isascii():
        return int(text)
    total = digit = 0
    for character in text:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            # Digits in a row are read as such: 二〇 is 20.
            digit = 10 * digit + (int(character) if character.isdigit() and character.isascii() else _DIGITS.get(character, 0))
    return total + digit
