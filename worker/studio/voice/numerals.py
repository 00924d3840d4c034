"""Numbers in Chinese text, written as they are spoken."""

import re

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")
_CURRENCIES = {"¥": "元", "￥": "元", "$": "美元", "€": "欧元", "£": "英镑"}

# Longer than this, or with a zero in front, it is a number to dial or to look up: it is read digit by digit.
_COUNTED_DIGITS = 9

_FULL_WIDTH = str.maketrans("０１２３４５６７８９％＋－．：", "0123456789%+-.:")
_PATTERN = re.compile(
    r"(?P<year>\d{4})(?=年)"
    r"|(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?!\d)"
    r"|(?P<currency>[¥￥$€£])?(?P<sign>(?<![\w-])-)?(?P<number>\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?P<fraction>\.\d+)?(?P<percent>%)?",
    re.ASCII,
)


def spoken(text: str) -> str:
    """The text with years, times of day, money, percentages, decimals and numbers in Chinese characters."""
    return _PATTERN.sub(_replacement, text.translate(_FULL_WIDTH))


def _replacement(match: re.Match[str]) -> str:
    if match["year"]:
        return digits(match["year"])
    if match["hour"]:
        minute = int(match["minute"])
        return counted(int(match["hour"])) + "点" + ("" if minute == 0 else ("零" if minute < 10 else "") + counted(minute) + "分")
    whole = match["number"].replace(",", "")
    text = digits(whole) if len(whole) > _COUNTED_DIGITS or (len(whole) > 1 and whole[0] == "0") else counted(int(whole))
    if match["fraction"]:
        text += "点" + digits(match["fraction"][1:])
    return ("负" if match["sign"] else "") + ("百分之" if match["percent"] else "") + text + _CURRENCIES.get(match["currency"] or "", "")


def digits(number: str) -> str:
    """Digit by digit: 2024 is 二零二四."""
    return "".join(_DIGITS[int(digit)] for digit in number)


def counted(number: int) -> str:
    """A count from 0 to below 10**16: 10500 is 一万零五百, 12 is 十二, 2000 is 两千."""
    if number == 0:
        return _DIGITS[0]
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            text += "零" if text and not text.endswith("零") else ""
            continue
        if text and group < 1000 and not text.endswith("零"):
            text += "零"
        text += ("两" if group == 2 and place else _below_ten_thousand(group)) + _GROUPS[place]
    text = text.rstrip("零")
    return text[1:] if text.startswith("一十") else text


def _below_ten_thousand(number: int) -> str:
    text = ""
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("两" if digit == 2 and place >= 2 and not text else _DIGITS[digit]) + _PLACES[place]
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")
