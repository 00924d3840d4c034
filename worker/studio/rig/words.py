"""The words by which scripts describe people, in English and Chinese, and what each of them means to the rig."""

import re
from dataclasses import dataclass

COLOR_WORDS: dict[str, tuple[str, ...]] = {
    "black": ("black", "jet", "jet-black", "raven", "ebony", "dark", "黑色", "黑", "乌黑", "墨色"),
    "white": ("white", "snow-white", "白色", "白", "雪白", "纯白"),
    "grey": ("grey", "gray", "charcoal", "ash", "灰色", "灰", "深灰"),
    "silver": ("silver", "silvery", "银色", "银", "银灰", "银白"),
    "dark red": (
        "dark red",
        "burgundy",
        "maroon",
        "wine",
        "wine-red",
        "crimson",
        "auburn",
        "暗红",
        "暗红色",
        "酒红",
        "酒红色",
        "深红",
        "深红色",
    ),
    "red": ("red", "scarlet", "ruby", "ginger", "红色", "红", "大红"),
    "pink": ("pink", "rose", "粉色", "粉红", "粉红色", "粉"),
    "orange": ("orange", "copper", "橙色", "橙", "橘色"),
    "yellow": ("yellow", "mustard", "黄色", "黄"),
    "gold": ("gold", "golden", "blond", "blonde", "fair-haired", "金色", "金", "亚麻色"),
    "olive": ("olive", "army green", "军绿", "军绿色", "橄榄绿"),
    "teal": ("teal", "turquoise", "cyan", "青色", "湖蓝", "墨绿", "墨绿色"),
    "green": ("green", "emerald", "绿色", "绿", "翠绿"),
    "navy": ("navy", "navy blue", "dark blue", "midnight blue", "藏青", "藏青色", "深蓝", "深蓝色", "藏蓝", "藏蓝色"),
    "light blue": ("light blue", "pale blue", "sky blue", "baby blue", "浅蓝", "浅蓝色", "天蓝", "天蓝色", "淡蓝"),
    "blue": ("blue", "sapphire", "denim", "蓝色", "蓝", "牛仔"),
    "purple": ("purple", "violet", "lavender", "lilac", "plum", "紫色", "紫"),
    "camel": ("camel", "caramel", "tan-coloured", "驼色"),
    "brown": ("brown", "brunette", "chestnut", "chocolate", "hazel", "amber", "棕色", "棕", "褐色", "褐", "栗色", "咖啡色"),
    "beige": ("beige", "nude", "米色", "杏色", "沙色"),
    "cream": ("cream", "ivory", "off-white", "米白", "米白色", "奶油色", "象牙白"),
    "khaki": ("khaki", "卡其", "卡其色"),
}
GARMENT_WORDS: dict[str, tuple[str, ...]] = {
    "labcoat": ("lab coat", "doctor's coat", "white gown", "白大褂"),
    "trench": ("trench coat", "trench", "风衣"),
    "coat": ("overcoat", "coat", "cloak", "cape", "大衣", "外套", "斗篷", "披风", "皮草"),
    "suit": ("three-piece suit", "suit", "tuxedo", "西装", "西服", "礼服西装", "正装"),
    "leather": ("leather jacket", "biker jacket", "皮衣", "皮夹克", "机车服"),
    "hoodie": ("hoodie", "hooded sweatshirt", "sweatshirt", "卫衣", "连帽衫"),
    "turtleneck": ("turtleneck", "roll-neck", "polo neck", "高领毛衣", "高领衫", "高领"),
    "sweater": ("sweater", "jumper", "pullover", "knit", "毛衣", "针织衫"),
    "cardigan": ("cardigan", "开衫"),
    "windbreaker": ("windbreaker", "bomber jacket", "courier vest", "work jacket", "delivery uniform", "夹克", "冲锋衣", "工装", "马甲"),
    "blazer": ("blazer", "jacket", "小西装", "西装外套"),
    "uniform": ("uniform", "police uniform", "military uniform", "制服", "警服", "军装"),
    "school": ("school uniform", "sailor suit", "校服"),
    "qipao": ("qipao", "cheongsam", "旗袍"),
    "robe": ("hanfu", "robe", "robes", "kimono", "汉服", "长袍", "古装", "道袍", "长衫"),
    "gown": ("gown", "evening dress", "ball gown", "wedding dress", "晚礼服", "礼服", "婚纱"),
    "dress": ("dress", "sundress", "连衣裙", "裙子", "长裙", "裙", "碎花裙"),
    "blouse": ("blouse", "雪纺衫"),
    "shirt": ("shirt", "衬衫", "衬衣"),
    "tshirt": ("t-shirt", "tee", "tank top", "t恤", "短袖", "背心"),
}
HAIR_WORDS: dict[str, tuple[str, ...]] = {
    "ponytail": ("ponytail", "pony tail", "马尾", "马尾辫"),
    "twin": ("twin tails", "pigtails", "twintails", "双马尾"),
    "bun": ("bun", "updo", "chignon", "topknot", "丸子头", "发髻", "盘发", "盘起", "挽起"),
    "braid": ("braid", "braids", "braided", "plait", "辫子", "麻花辫"),
    "bob": ("bob", "bob hair", "bobbed", "波波头", "齐耳短发", "齐耳", "学生头"),
    "pixie": ("pixie", "pixie cut"),
    "bald": ("bald", "shaved head", "hairless", "光头", "秃头", "秃顶"),
    "crew": ("crew cut", "buzz cut", "buzzed", "close-cropped", "cropped", "寸头", "平头", "板寸"),
    "slick": ("slicked back", "slicked-back", "slick", "swept back", "combed back", "背头", "大背头", "油头"),
    "spiky": ("spiky", "spiked", "刺猬头"),
    "messy": ("messy", "tousled", "unruly", "shaggy", "凌乱", "蓬乱", "碎发"),
    "parted": ("curtain hair", "middle part", "centre part", "center part", "中分"),
    "side": ("side part", "side-parted", "neat", "偏分", "三七分", "侧分"),
    "wavy": ("wavy", "curly", "curls", "waves", "permed", "卷发", "波浪", "大波浪", "微卷", "卷"),
    "straight": ("straight", "sleek", "直发", "黑长直"),
    "blunt": ("bangs", "fringe", "刘海", "齐刘海"),
    "long": ("long", "waist-length", "flowing", "长", "及腰", "长发"),
    "medium": ("shoulder-length", "medium-length", "medium", "披肩", "中长发", "中长", "及肩"),
    "short": ("short", "短", "短发"),
}
NOUN_WORDS: dict[str, tuple[str, ...]] = {
    "hair": (
        "hair",
        "haired",
        "-haired",
        "locks",
        "tresses",
        "redhead",
        "头发",
        "发",
        "长发",
        "短发",
        "卷发",
        "直发",
        "发色",
        "秀发",
        "中长发",
    ),
    "eyes": ("eyes", "eyed", "-eyed", "irises", "eye", "眼睛", "眼", "瞳", "眸", "双眸", "眼眸", "眼瞳"),
    "skin": ("skin", "skinned", "complexion", "皮肤", "肤", "肤色"),
    "tie": ("tie", "necktie", "bow tie", "领带", "领结"),
    "scarf": ("scarf", "shawl", "围巾", "丝巾"),
    "lips": ("lips", "lipstick", "嘴唇", "唇", "红唇", "口红"),
    "legs": ("trousers", "pants", "jeans", "skirt", "shorts", "裤子", "牛仔裤", "长裤", "半身裙", "裤"),
    "other": ("shoes", "boots", "hat", "gloves", "bag", "car", "鞋", "靴", "帽", "包", "手套"),
}
TRAIT_WORDS: dict[str, tuple[str, ...]] = {
    "child": ("child", "kid", "little girl", "little boy", "toddler", "小孩", "孩子", "小男孩", "小女孩", "儿童", "男童", "女童"),
    "elderly": (
        "elderly",
        "old man",
        "old woman",
        "old lady",
        "aged",
        "grandmother",
        "grandma",
        "grandfather",
        "grandpa",
        "granny",
        "wrinkled",
        "老人",
        "老年",
        "爷爷",
        "奶奶",
        "外婆",
        "外公",
        "老太太",
        "老头",
        "年迈",
        "苍老",
        "白发苍苍",
        "老者",
    ),
    "middle": (
        "middle-aged",
        "middle aged",
        "older woman",
        "older man",
        "matronly",
        "forties",
        "fifties",
        "中年",
        "大叔",
        "阿姨",
        "大妈",
        "妇人",
    ),
    "young": ("young", "youthful", "teen", "teenage", "teenager", "twenties", "年轻", "少年", "少女", "青年"),
    "female": (
        "woman",
        "female",
        "girl",
        "lady",
        "she",
        "her",
        "mrs",
        "miss",
        "ms",
        "mother",
        "wife",
        "queen",
        "grandmother",
        "grandma",
        "granny",
        "daughter",
        "sister",
        "aunt",
        "heroine",
        "女",
        "女人",
        "女孩",
        "少女",
        "夫人",
        "妈",
        "母亲",
        "奶奶",
        "外婆",
        "阿姨",
        "妻",
        "姐",
        "妹",
        "小姐",
        "姑娘",
        "女士",
        "婆",
        "妇",
    ),
    "male": (
        "man",
        "male",
        "boy",
        "gentleman",
        "he",
        "his",
        "mr",
        "father",
        "husband",
        "king",
        "grandfather",
        "grandpa",
        "son",
        "brother",
        "uncle",
        "hero",
        "男",
        "男人",
        "男孩",
        "先生",
        "爸",
        "父亲",
        "爷爷",
        "外公",
        "丈夫",
        "哥",
        "弟",
        "大叔",
        "少爷",
        "叔",
        "伯",
    ),
    "glasses": ("glasses", "spectacles", "eyeglasses", "bespectacled", "眼镜", "戴镜"),
    "sunglasses": ("sunglasses", "shades", "dark glasses", "墨镜", "太阳镜"),
    "noglasses": ("no glasses", "without glasses", "不戴眼镜"),
    "stubble": ("stubble", "unshaven", "five o'clock shadow", "胡茬", "胡渣"),
    "moustache": ("moustache", "mustache", "八字胡", "小胡子"),
    "goatee": ("goatee", "山羊胡"),
    "beard": ("beard", "bearded", "胡子", "胡须", "络腮胡", "大胡子", "长须"),
    "shaven": ("clean-shaven", "clean shaven", "beardless", "no beard"),
    "fair": ("fair skin", "pale", "pale skin", "porcelain", "皮肤白皙", "白皙", "苍白", "肤白"),
    "tan": ("tanned", "tan", "olive skin", "bronzed", "古铜", "小麦色", "小麦肤色"),
    "brown": ("brown skin", "brown-skinned", "indian", "latina", "latino", "棕色皮肤"),
    "dark": ("dark skin", "dark-skinned", "black woman", "black man", "african", "ebony skin", "黝黑", "深色皮肤", "黑皮肤"),
    "tall": ("tall", "towering", "lanky", "高大", "高挑", "高个", "身材高"),
    "small": ("petite", "tiny", "short stature", "diminutive", "娇小", "矮小", "矮个"),
    "broad": ("broad", "muscular", "burly", "stocky", "strong", "heavyset", "plump", "fat", "魁梧", "健壮", "强壮", "微胖", "胖", "壮硕"),
    "slim": ("slender", "slim", "thin", "lean", "skinny", "苗条", "纤细", "瘦", "消瘦", "清瘦"),
    "sharp": ("sharp", "angular", "chiselled", "chiseled", "stern", "cold", "severe", "凌厉", "冷峻", "犀利", "冷艳", "棱角"),
    "gentle": ("gentle", "soft", "kind", "warm", "sweet", "cute", "温柔", "甜美", "可爱", "柔和", "慈祥", "和蔼", "清纯"),
    "calm": ("calm", "cool", "serene", "composed", "沉静", "冷静", "平静", "沉稳"),
    "smile": ("smile", "smiling", "cheerful", "grin", "微笑", "笑容", "笑", "开朗"),
    "big eyes": ("big eyes", "large eyes", "round eyes", "doe eyes", "doe-eyed", "大眼睛", "大眼"),
    "narrow eyes": ("narrow eyes", "sharp eyes", "piercing eyes", "丹凤眼", "狭长", "细长"),
    "freckles": ("freckles", "freckled", "雀斑"),
    "mole": ("mole", "beauty mark", "泪痣", "痣"),
    "scar": ("scar", "scarred", "伤疤", "疤", "刀疤"),
    "earrings": ("earrings", "earring", "耳环", "耳钉", "耳坠"),
    "necklace": ("necklace", "pearls", "项链", "珍珠"),
    "ageing hair": ("white-haired", "grey-haired", "gray-haired", "greying", "graying", "白发", "花白", "鬓白", "两鬓斑白"),
}


@dataclass(frozen=True)
class Term:
    """A word that was found: its table, its meaning, and where it stands."""

    table: str
    meaning: str
    start: int
    end: int


_TABLES = {"color": COLOR_WORDS, "garment": GARMENT_WORDS, "hair": HAIR_WORDS, "noun": NOUN_WORDS, "trait": TRAIT_WORDS}


def _pattern(table: dict[str, tuple[str, ...]]) -> tuple[re.Pattern[str], dict[str, str]]:
    """One alternation of a table's words, longest first. Latin words end at word boundaries; Chinese ones stand anywhere."""
    meanings = {word: meaning for meaning, words in table.items() for word in words}
    parts = []
    for word in sorted(meanings, key=lambda one: (-len(one), one)):
        latin = word.isascii()
        parts.append(rf"(?<![a-z]){re.escape(word)}(?![a-z])" if latin else re.escape(word))
    return re.compile("|".join(parts)), meanings


_PATTERNS = {name: _pattern(table) for name, table in _TABLES.items()}


def terms(text: str, *tables: str) -> list[Term]:
    """The known words of `text` from the named tables, in order. Within a table, of overlapping words the longest wins."""
    lowered = text.lower()
    found = []
    for name in tables:
        pattern, meanings = _PATTERNS[name]
        found += [Term(name, meanings[match.group()], match.start(), match.end()) for match in pattern.finditer(lowered)]
    return sorted(found, key=lambda term: (term.start, term.table))


def clauses(text: str) -> list[str]:
    """The text split where a new thing begins: commas and stops of both scripts, and the words that join phrases."""
    return [part for part in re.split(r"[,;.，。；、！!\n]|\b(?:and|with|over|wearing|in)\b|和|穿着?|戴着?|披着?", text) if part.strip()]
