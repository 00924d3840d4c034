"""What words about a person tell of gender and age: titles, descriptions and common given names, in English and Chinese."""

import re
from typing import Literal

Gender = Literal["male", "female"]

# Words of a name or a description. English ones match whole, Chinese ones anywhere. The longer match wins, so that
# 女儿 is found before 儿 and "girlfriend" is not "friend".
_WORDS: dict[Gender, str] = {
    "female": (
        "she her hers herself woman women female girl lady mrs ms miss madam madame mother mom mum grandmother grandma wife "
        "daughter sister aunt niece queen princess empress heiress actress waitress hostess duchess countess bride girlfriend "
        "fiancée widow nun goddess ballerina dress skirt lipstick "
        "女 妇 夫人 太太 小姐 姑娘 女士 妈 母 娘 奶奶 姥姥 外婆 婆婆 姐 妹 嫂 姨 姑 婶 妻 公主 皇后 女王 贵妃 新娘 闺蜜 她 裙"
    ),
    "male": (
        "he him his himself man men male boy gentleman mr sir father dad grandfather grandpa husband son brother uncle nephew "
        "king prince emperor heir actor waiter host duke count groom boyfriend fiancé widower monk beard bearded moustache "
        "男 先生 爸 父 爷爷 姥爷 外公 公公 哥 弟 叔 伯 舅 丈夫 王子 皇帝 皇上 少爷 老爷 公子 太子 王爷 新郎 他 胡须 胡子"
    ),
}

_GIVEN_NAMES: dict[Gender, str] = {
    "female": (
        "emma olivia ava sophia isabella mia amelia charlotte emily grace lily chloe anna sarah kate alice lucy julia laura maria "
        "rose claire sunny amy linda lisa mary jane nancy susan helen eva nora ruby zoe ella hannah victoria diana elena vivian "
        "mei ling xiaomei yuki sakura hana aiko minji seoyeon jiwoo linh mai"
    ),
    "male": (
        "daniel david michael james john robert william thomas jack ethan lucas noah liam oliver henry adam mark paul peter george "
        "kevin eric tom ben sam alex ryan leo max victor frank steven marcus nathan simon charles edward richard "
        "feng wei qiang lei jun gang kenji hiroshi takeshi minjun jihoon minh tuan"
    ),
}

# Characters that end Chinese given names of one gender far more often than of the other.
_NAME_CHARACTERS: dict[Gender, str] = {
    "female": "婷娜丽芳静雪梅兰莉倩颖琳燕霞娟媛瑶薇蕾萍玲珍芬婉娇妍晚柔菲莲",
    "male": "强刚军伟杰磊勇峰枫龙虎涛斌鹏辉浩宇轩豪毅雄国建志武威凯晨",
}


def _pattern(words: str) -> re.Pattern[str]:
    longest_first = sorted(words.split(), key=len, reverse=True)
    return re.compile(
        "|".join(rf"\b{re.escape(word)}\b" if word[0] < "\u0250" else re.escape(word) for word in longest_first), re.IGNORECASE
    )


_WORD_PATTERNS = {gender: _pattern(words) for gender, words in _WORDS.items()}
_NAME_PATTERNS = {gender: _pattern(names) for gender, names in _GIVEN_NAMES.items()}


def gender_of(name: str, *descriptions: str) -> Gender | None:
    """The gender that a name's title, else the descriptions in their order, else the given name speak of; None where none does."""
    for text in (name, *descriptions):
        counts = {gender: len(pattern.findall(text)) for gender, pattern in _WORD_PATTERNS.items()}
        found = _more(counts)
        if found:
            return found
    counts = {gender: len(pattern.findall(name)) for gender, pattern in _NAME_PATTERNS.items()}
    return _more(counts) or _more({gender: int(name[-1:] in characters) for gender, characters in _NAME_CHARACTERS.items() if name})


def _more(counts: dict[Gender, int]) -> Gender | None:
    female, male = counts.get("female", 0), counts.get("male", 0)
    if female == male:
        return None
    return "female" if female > male else "male"


# Words that tell an age, and the years that they stand for; the first found in this order counts.
_AGES: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (years, _pattern(words))
    for years, words in (
        (
            68,
            "old elderly aged grandmother grandma grandfather grandpa granny 老人 老太太 老太 老爷子 奶奶 爷爷 外婆 外公 姥姥 姥爷 老夫人",
        ),
        (10, "child kid toddler schoolgirl schoolboy 孩子 小孩 儿童 小女孩 小男孩"),
        (16, "teenager teenage teen 少年 少女 高中生"),
        (
            50,
            "middle-aged older mrs madam mother mom mum father dad aunt chairman 中年 夫人 太太 母亲 妈 父亲 爸 叔 伯 阿姨 董事长",
        ),
        (24, "young student intern 年轻 青年 大学生 实习"),
    )
)


def age_of(name: str, *descriptions: str) -> int | None:
    """The age in years that a name's title, else the descriptions in their order, speak of; None where none does."""
    for text in (name, *descriptions):
        for years, pattern in _AGES:
            if pattern.search(text):
                return years
    return None
