"""How ideographs sound, as far as GB 2312-80 tells: its first level is ordered by pinyin, so the first of each syllable is enough.

Tones are left out. What is outside of that level (rarer and traditional characters) has no sound here.
"""

from bisect import bisect_right

_FIRST = (
    "啊埃鞍肮凹芭白斑邦苞杯奔崩逼鞭标鳖彬兵玻捕擦猜餐苍操厕层插拆搀昌超车郴撑吃充抽初揣川疮吹春戳疵聪凑粗蹿摧村磋搭呆耽当刀德蹬堤颠碉跌丁丢东兜督端堆墩掇"
    "蛾恩而发藩坊菲芬丰佛否夫噶该干冈篙哥给根耕工钩辜刮乖棺光瑰辊锅哈骸酣夯壕呵嘿痕哼轰喉呼花槐欢荒灰荤豁击嘉歼僵蕉揭巾荆炯揪鞠捐撅均喀开刊康考坷肯坑空抠枯夸块宽匡"
    "亏坤括垃莱蓝琅捞勒雷棱厘俩联粮撩列琳玲溜龙楼芦驴峦掠抡萝妈埋瞒芒猫么玫门萌眯棉苗蔑民明谬摸谋拇拿氖南囊挠呢馁嫩能妮蔫娘鸟捏您柠牛脓奴女暖虐挪哦欧啪拍攀乓抛呸喷"
    "砰坯篇飘撇拼乒坡扑期掐牵枪橇切钦青琼秋趋圈缺裙然瓤饶惹壬扔日戎揉茹软蕊闰若撒腮三桑搔瑟森僧莎筛珊墒梢奢砷声师收蔬刷摔栓霜谁吮说斯松搜苏酸虽孙蓑塌胎坍汤掏特藤"
    "梯天挑贴厅通偷凸湍推吞拖挖歪豌汪威瘟嗡挝巫昔瞎掀相萧楔薪星兄休墟轩靴勋压焉殃邀椰一茵英哟拥幽迂鸳曰耘匝栽咱赃遭责贼怎增扎摘瞻樟招遮珍蒸芝中舟珠抓拽专桩椎谆捉兹"
    "鬃邹租钻嘴尊昨"
)
_STARTS = [first.encode("gb2312") for first in _FIRST]
_END = b"\xd7\xfa"
"""Past the last ideograph of the first level."""


def syllable(character: str) -> int | None:
    """The number of an ideograph's syllable; the same for those that sound alike. None where it is not known."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return None
    if len(code) != 2 or not _STARTS[0] <= code < _END:
        return None
    return bisect_right(_STARTS, code)
