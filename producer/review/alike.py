"""Names that are the same but for their spelling, and names that are nearly another's."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from producer.review.syllables import syllable

# Traditional and variant characters and their simplified twins, as names and places have them.
_TWINS = (
    "張张楓枫陳陈劉刘趙赵黃黄吳吴孫孙馬马鄭郑馮冯許许鄧邓蕭萧葉叶蘇苏盧卢賈贾鄒邹陸陆龍龙賀贺錢钱湯汤喬乔賴赖龐庞顏颜嚴严萬万韓韩楊杨羅罗謝谢鍾钟鐘钟譚谭閻阎韋韦齊齐魯鲁蔣蒋範范關关華华強强偉伟傑杰軍军寧宁莊庄榮荣國国東东風风鳳凤飛飞紅红綠绿藍蓝蘭兰麗丽靜静潔洁"
    "瓊琼瑩莹嬌娇婭娅豔艳艷艳鳴鸣鵬鹏鶴鹤鴻鸿雲云電电霧雾陽阳陰阴夢梦曉晓時时畫画書书詩诗語语誠诚諾诺義义禮礼愛爱樂乐憶忆懷怀歡欢慶庆憐怜戀恋戰战劍剑鋒锋銳锐鋼钢鐵铁銀银鎮镇錦锦鈴铃輝辉燦灿煒炜燁烨熒荧濤涛澤泽潤润漢汉瀾澜灣湾淚泪淺浅湧涌溫温滄沧洶汹潛潜濱滨濟济"
    "瀟潇嶺岭島岛嵐岚峽峡巖岩岡冈舘馆館馆廳厅樓楼閣阁門门間间閒闲廠厂廣广場场園园圓圆醫医學学寶宝貴贵賓宾賢贤賽赛贊赞財财貨货販贩買买賣卖費费資资車车軌轨輪轮轉转載载橋桥機机樹树橫横檔档碼码頭头礦矿磚砖總总經经紀纪級级約约線线紹绍結结絲丝綺绮維维緣缘續续羣群聖圣"
    "聲声聰聪職职聯联腦脑臉脸興兴舊旧莖茎薔蔷蓮莲蕓芸藝艺藥药處处號号蟬蝉衛卫裏里裡里補补製制複复見见觀观覺觉親亲訂订計计設设診诊話话詢询該该課课調调請请論论識识證证譯译護护讓让豐丰貓猫賬账質质趕赶躍跃軟软較较辦办農农邊边過过還还這这進进運运達达遠远連连遲迟選选"
    "遺遗鄰邻鄉乡郵邮釀酿鎖锁鏡镜開开閉闭閃闪問问隊队階阶際际險险隱隐雙双雜杂離离難难靈灵響响項项順顺領领顧顾顯显題题額额願愿類类飯饭飲饮駕驾驚惊騎骑騙骗驗验鬧闹魚鱼鮮鲜鳥鸟鷹鹰麥麦黨党點点齡龄龜龟個个們们倉仓傘伞傳传債债價价億亿儀仪優优兒儿內内兩两冊册凍冻劇剧"
    "劃划創创勞劳動动務务勝胜匯汇區区協协單单廚厨參参叢丛吶呐員员啟启喚唤喪丧嗎吗嘆叹噴喷嚇吓團团圖图執执報报塵尘墜坠墳坟壇坛壓压壞坏壯壮壺壶壽寿夾夹奪夺奮奋婦妇媽妈嫻娴嬰婴孃娘寢寝實实審审寫写寬宽將将專专尋寻對对導导屆届屍尸層层屬属師师帥帅帳帐帶带幣币幫帮幹干"
    "庫库廟庙廢废彈弹彎弯彥彦後后從从復复徵征恆恒惡恶惱恼愷恺慘惨慮虑慾欲應应懸悬戲戏戶户拋抛掃扫採采揚扬換换損损搖摇擁拥擇择擊击據据攝摄敗败敵敌數数斷断於于晉晋暈晕暢畅條条棄弃極极楨桢樞枢標标樣样櫃柜欄栏權权歲岁歷历歸归殘残殺杀氣气決决沒没況况測测準准滅灭滯滞"
    "滿满漁渔漸渐澀涩濃浓濕湿烏乌無无煙烟煉炼熱热燈灯爐炉爭争爺爷牆墙狀状獄狱獨独獲获獸兽現现環环產产畢毕異异當当療疗發发皺皱盜盗監监盤盘眾众睏困瞭了確确禦御禪禅種种稱称穩稳窩窝競竞筆笔節节築筑簡简糧粮純纯紙纸終终組组給给絕绝統统練练縣县縫缝織织繡绣罰罚罷罢習习"
    "亞亚倫伦爾尔納纳蓋盖臺台峯峰喆哲衚胡鄺邝歐欧錫锡勵励勳勋嚮向壘垒"
)
_SIMPLIFIED = {ord(_TWINS[at]): _TWINS[at + 1] for at in range(0, len(_TWINS), 2)}
_ORDINALS = frozenset("甲乙丙丁戊己庚辛壬癸一二三四五六七八九十东南西北大小老新")
_FEWEST_LETTERS = 3
_LARGEST_BUCKET = 50
"""Names that share a part beyond that are a numbered crowd."""


def folded(text: str) -> str:
    """A name without its spelling: width, case, accents apart, traditional characters, spaces and signs."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_SIMPLIFIED)
    return "".join(character for character in plain if character.isalnum())


def in_any_characters(name: str) -> re.Pattern[str]:
    """A name of ideographs in simplified, traditional or variant characters."""
    return re.compile("".join(f"[{plain}{_variants().get(plain, '')}]" for plain in folded(name)))


@cache
def _variants() -> Mapping[str, str]:
    """The characters that a simplified one stands for."""
    others: dict[str, str] = {}
    for code, plain in _SIMPLIFIED.items():
        others[plain] = others.get(plain, "") + chr(code)
    return others


def is_han(text: str) -> bool:
    """Whether a text is made of ideographs only."""
    return bool(text) and all("\u3400" <= character <= "\u9fff" for character in text)


def same_but_spelling(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name that is an earlier one in another spelling, and that earlier one."""
    known: dict[str, str] = {}
    for name in names:
        first = known.setdefault(folded(name) or name, name)
        if first != name:
            yield name, first


def nearly_the_same(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each name that is one letter, or one character of the same sound, off an earlier one, and that earlier one.

    Names that differ by a number (Guard 1, Officer B, 路人甲) are meant to.
    """
    buckets: dict[tuple[int, str], list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        near: dict[str, None] = {}
        for key in _keys(folded(name)):
            bucket = buckets[key]
            near |= dict.fromkeys(other for other in bucket if _is_near(name, other))
            if len(bucket) < _LARGEST_BUCKET:
                bucket.append(name)
        if near:
            yield name, next(iter(near))


def _keys(name: str) -> list[tuple[int, str]]:
    """What two near names share: letters but one, or characters with one of them as its sound."""
    if is_han(name):
        sounds = [(at, syllable(character)) for at, character in enumerate(name)] if len(name) > 1 else []
        return [(at, f"{name[:at]}{sound}{name[at + 1 :]}") for at, sound in sounds if sound is not None]
    if len(name) < _FEWEST_LETTERS:
        return []
    return list(dict.fromkeys([(-1, name), *((-1, name[:at] + name[at + 1 :]) for at in range(len(name)))]))


def _is_near(one: str, other: str) -> bool:
    a, b = folded(one), folded(other)
    if a == b or is_han(a) != is_han(b):
        return False
    if is_han(a):
        pairs = [(x, y) for x, y in zip(a, b, strict=False) if x != y]
        return len(a) == len(b) and len(pairs) == 1 and not set(pairs[0]) & _ORDINALS
    return _is_one_letter_off(a, b) and not _is_numbered(one, other)


def _is_one_letter_off(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    if len(long) - len(short) > 1 or len(short) < _FEWEST_LETTERS or long == f"{short}s":
        return False
    at = next((at for at, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    return short[at + 1 :] == long[at + 1 :] or (short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :])


def _is_numbered(one: str, other: str) -> bool:
    """Whether two names differ by a number, or by a word of one letter."""
    words, others = one.casefold().split(), other.casefold().split()
    if any(character.isdigit() for character in {*one} ^ {*other}):
        return True
    return len(words) == len(others) and any(len(x) == 1 or len(y) == 1 for x, y in zip(words, others, strict=True) if x != y)
