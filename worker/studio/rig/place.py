"""From a scene's setting to a place, an hour and a weather, in English and Chinese words."""

import re
from dataclasses import dataclass
from typing import Literal, TypeVar

from worker.studio.rig.light import Hour

Weather = Literal["clear", "rain", "snow", "fog"]

PLACES: dict[str, tuple[str, ...]] = {
    "boardroom": ("boardroom", "board room", "meeting room", "conference", "会议室", "董事会"),
    "market": ("street market", "night market", "market", "bazaar", "stall", "市场", "夜市", "集市", "菜市场", "小吃摊"),
    "bedroom": ("bedroom", "bed", "卧室", "房间里的床", "病床边的家", "闺房"),
    "kitchen": ("kitchen", "厨房"),
    "hall": (
        "hall",
        "banquet",
        "ballroom",
        "gala",
        "wedding",
        "party",
        "ceremony",
        "lobby",
        "hotel",
        "宴会",
        "大厅",
        "礼堂",
        "婚礼",
        "酒会",
        "晚宴",
        "大堂",
        "酒店",
    ),
    "car": ("car", "limousine", "limo", "taxi", "vehicle", "backseat", "车内", "车里", "轿车", "汽车", "出租车", "车上", "车中", "豪车"),
    "harbour": (
        "harbour",
        "harbor",
        "pier",
        "dock",
        "port",
        "wharf",
        "quay",
        "beach",
        "seaside",
        "sea",
        "shore",
        "码头",
        "港口",
        "海边",
        "港",
        "海滩",
        "沙滩",
        "江边",
        "河边",
    ),
    "hospital": ("hospital", "ward", "clinic", "icu", "emergency room", "医院", "病房", "诊所", "急诊", "手术室"),
    "classroom": ("classroom", "school", "campus", "university", "lecture", "library", "教室", "学校", "校园", "课堂", "大学", "图书馆"),
    "restaurant": ("restaurant", "diner", "bistro", "bar", "pub", "餐厅", "饭店", "酒楼", "酒吧", "饭馆", "火锅店", "西餐厅"),
    "cafe": ("cafe", "café", "coffee shop", "coffee", "bakery", "咖啡馆", "咖啡厅", "咖啡店", "甜品店"),
    "teashop": ("tea shop", "teahouse", "tea house", "tea room", "茶馆", "茶楼", "茶室", "茶店", "茶铺"),
    "forest": ("forest", "woods", "jungle", "mountain", "森林", "树林", "山林", "竹林", "山里", "山上"),
    "park": (
        "park",
        "garden",
        "courtyard",
        "meadow",
        "lawn",
        "graveyard",
        "cemetery",
        "公园",
        "花园",
        "庭院",
        "院子",
        "草地",
        "墓地",
        "湖边",
    ),
    "court": ("courtroom", "court", "trial", "tribunal", "法庭", "法院", "审判"),
    "corridor": ("corridor", "hallway", "stairwell", "elevator", "lift", "staircase", "走廊", "过道", "电梯", "楼道", "楼梯"),
    "rooftop": ("rooftop", "roof", "terrace", "balcony", "天台", "楼顶", "屋顶", "阳台", "露台"),
    "office": ("office", "workplace", "company", "headquarters", "studio", "police station", "办公室", "公司", "总裁室", "集团", "办公"),
    "living": (
        "living room",
        "home",
        "house",
        "apartment",
        "flat",
        "villa",
        "mansion",
        "sofa",
        "room",
        "客厅",
        "家里",
        "家中",
        "家",
        "公寓",
        "别墅",
        "屋内",
        "房间",
        "豪宅",
    ),
    "street": (
        "street",
        "road",
        "alley",
        "sidewalk",
        "crossroads",
        "bus stop",
        "city",
        "downtown",
        "avenue",
        "bridge",
        "outside",
        "街道",
        "街头",
        "街",
        "路上",
        "路边",
        "马路",
        "巷",
        "公交站",
        "桥",
        "城市",
        "门口",
        "门外",
    ),
}
INDOORS = frozenset(
    {
        "boardroom",
        "bedroom",
        "kitchen",
        "hall",
        "car",
        "hospital",
        "classroom",
        "restaurant",
        "cafe",
        "teashop",
        "court",
        "corridor",
        "office",
        "living",
    }
)
HOURS: dict[Hour, tuple[str, ...]] = {
    "night": (
        "night",
        "midnight",
        "nighttime",
        "evening",
        "late",
        "dark",
        "moonlight",
        "夜",
        "夜晚",
        "深夜",
        "晚上",
        "午夜",
        "凌晨",
        "晚",
        "月光",
    ),
    "dusk": ("dusk", "sunset", "twilight", "golden hour", "late afternoon", "黄昏", "傍晚", "日落", "夕阳", "晚霞"),
    "morning": ("morning", "dawn", "sunrise", "daybreak", "早晨", "清晨", "早上", "黎明", "日出", "早"),
    "day": ("day", "noon", "midday", "afternoon", "daylight", "daytime", "白天", "日", "中午", "下午", "午后", "正午", "白昼"),
}
WEATHERS: dict[Weather, tuple[str, ...]] = {
    "rain": ("rain", "rainy", "raining", "storm", "thunderstorm", "downpour", "雨", "暴雨", "雷雨"),
    "snow": ("snow", "snowy", "snowing", "snowfall", "blizzard", "雪", "大雪"),
    "fog": ("fog", "foggy", "mist", "misty", "haze", "雾", "大雾", "薄雾"),
}
T = TypeVar("T", bound=str)


@dataclass(frozen=True)
class Place:
    """Where and when a scene plays."""

    kind: str
    hour: Hour
    weather: Weather

    @property
    def indoors(self) -> bool:
        return self.kind in INDOORS


def _first(text: str, table: dict[T, tuple[str, ...]]) -> T | None:
    """The meaning of the earliest word in the text; of those that start together, the longest."""
    best: tuple[int, int, T] | None = None
    for meaning, words in table.items():
        for word in words:
            pattern = rf"(?<![a-z]){re.escape(word)}(?:s|es)?(?![a-z])" if word.isascii() else re.escape(word)
            match = re.search(pattern, text)
            if match and (best is None or (match.start(), -len(word)) < best[:2]):
                best = (match.start(), -len(word), meaning)
    return best[2] if best else None


def place_of(setting: str, *fallbacks: str) -> Place:
    """The place that the setting names; what it leaves open, the fallbacks (visual prompt, action) in their order say.

    A place that no text names is a softly lit `studio`; an hour, day; a weather, clear. Never fails.
    """
    texts = [text.lower().replace("晚宴", "宴会").replace("晚礼", "礼") for text in (setting, *fallbacks)]
    kind = next((found for text in texts if (found := _first(text, PLACES))), None)
    hour = next((found for text in texts if (found := _first(re.sub("生日|日本|日期|晚晚|林晚", "", text), HOURS))), None)
    weather = next((found for text in texts if (found := _first(text, WEATHERS))), None)
    return Place(kind or "studio", hour or "day", weather or "clear")
