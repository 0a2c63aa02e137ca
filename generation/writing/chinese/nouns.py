"""What Chinese calls a thing: its measure word, its everyday name, its body."""

from generation.writing.groups import CATEGORIES, GROUP_OF_ENGLISH
from generation.writing.product import CUT, Named
from generation.writing.reading import is_chinese

# ending of the noun -> how such things are counted; the first that fits
MEASURES = {
    "耳机": "副", "手套": "双", "袜子": "双", "鞋": "双", "靴子": "双", "裤": "条", "裤子": "条",
    "裙": "条", "半身裙": "条", "围巾": "条", "毛巾": "条", "毯": "条", "毯子": "条", "绳": "条",
    "项链": "条", "手链": "条", "数据线": "条", "灯": "盏", "沙发": "张", "桌": "张", "桌子": "张",
    "床": "张", "椅": "把", "椅子": "把", "刀": "把", "伞": "把", "咖啡机": "台", "床单": "条", "牙刷": "支", "书包": "只", "笔记本": "本", "手账": "本",
    "笔": "支", "口红": "支", "杯": "只", "杯子": "只", "壶": "只", "水瓶": "只", "花瓶": "只",
    "包": "只", "碗": "只", "行李箱": "只", "衬衫": "件", "外套": "件", "夹克": "件", "大衣": "件",
    "毛衣": "件", "卫衣": "件", "开衫": "件", "手表": "块", "相机": "台", "显示器": "台",
    "风扇": "台", "吸尘器": "台", "加湿器": "台", "净化器": "台", "打印机": "台", "投影仪": "台",
    "烤箱": "台", "料理机": "台", "音箱": "台", "电脑": "台", "充电头": "个", "充电器": "个",
    "充电宝": "个", "抱枕": "个", "枕头": "个", "帐篷": "顶", "头盔": "顶", "帽子": "顶",
}  # fmt: skip
NEAR = {
    "杯": "杯子", "灯": "灯", "耳机": "耳机", "水壶": "水壶", "包": "包", "牛仔裤": "裤子",
    "椅": "椅子", "桌": "桌子", "鞋": "鞋子",
}  # fmt: skip
BODIES = {"杯": "杯身", "壶": "壶身", "瓶": "瓶身", "包": "包身", "锅": "锅身"}
# For products that have an English name alone.
FROM_ENGLISH = {
    "mug": "马克杯", "cup": "杯子", "tumbler": "随行杯", "teacup": "茶杯", "bottle": "水壶",
    "flask": "保温壶", "cream": "面霜", "serum": "精华液", "lotion": "乳液", "satchel": "手提包",
    "bag": "包", "backpack": "双肩包", "tote": "托特包", "wallet": "钱包", "headphones": "耳机",
    "earbuds": "耳机", "earphones": "耳机", "lamp": "灯", "shirt": "衬衫", "dress": "连衣裙",
    "jacket": "夹克", "coat": "大衣", "sweater": "毛衣", "hoodie": "卫衣", "jeans": "牛仔裤",
    "trousers": "裤子", "pants": "裤子", "scarf": "围巾", "socks": "袜子", "gloves": "手套",
    "shoes": "鞋", "sneakers": "运动鞋", "boots": "靴子", "pan": "平底锅", "knife": "刀",
    "bowl": "碗", "plate": "盘子", "kettle": "水壶", "teapot": "茶壶", "chair": "椅子",
    "table": "桌子", "sofa": "沙发", "blanket": "毯子", "cushion": "抱枕", "pillow": "枕头",
    "towel": "毛巾", "rug": "地毯", "vase": "花瓶", "candle": "蜡烛", "necklace": "项链",
    "ring": "戒指", "watch": "手表", "earrings": "耳环", "puzzle": "拼图", "leash": "牵引绳",
    "collar": "项圈", "notebook": "笔记本", "planner": "手账", "keyboard": "键盘", "mouse": "鼠标",
    "charger": "充电器", "camera": "相机", "tent": "帐篷", "helmet": "头盔", "honey": "蜂蜜",
    "chocolate": "巧克力", "tea": "茶", "coffee": "咖啡", "jam": "果酱", "cookies": "饼干",
}  # fmt: skip
ALONE = {"杯": "杯子", "壶": "水壶", "盘": "盘子", "椅": "椅子", "桌": "桌子", "架": "架子", "垫": "垫子",
         "鞋": "鞋子", "霜": "面霜"}  # fmt: skip
# Nouns beside those by which products are sorted.
OTHERS = (
    "充电头", "雨伞", "伞", "手机壳", "支架", "床单", "四件套", "牙刷", "梳子", "马甲", "背心", "短裤", "拖把", "收纳箱",
    "保鲜盒", "面包", "麦片", "橄榄油", "大米", "面条", "猫砂", "狗粮", "猫粮", "猫抓板", "胸背", "键帽", "挂画",
    "咖啡机", "咖啡壶", "水杯", "月饼", "茶具", "餐具", "笔袋", "书包", "帆布包", "凉席", "门帘", "衣架", "鱼竿",
)  # fmt: skip
# What one does with things of the group.
USES = {"clothes": "穿", "shoes": "穿", "jewel": "戴", "food": "吃", "toy": "玩"}
# Weight of the whole thing.
WHOLES = {"sound": "整机", "device": "整机", "cup": "单只", "bag": "整包"}


def noun_of(product: Named) -> str:
    """Return what the thing is, or nothing when that cannot be told."""
    other = max((one for one in OTHERS if one in product.short), key=len, default="")
    if other and len(other) >= len(product.noun):
        return other
    if product.noun:
        return ALONE.get(product.noun, product.noun)
    return FROM_ENGLISH.get(_last_word(product), "")


def group_of(product: Named) -> str:
    """Return the group; a coffee maker is no coffee."""
    is_known = product.noun or is_chinese(product.short)
    if is_known or _last_word(product) in GROUP_OF_ENGLISH:
        return product.group
    by_category = (group for word, group in CATEGORIES.items() if word in product.category.lower())
    return next(by_category, "thing")


def _last_word(product: Named) -> str:
    words = (CUT.split(product.short)[0] or product.short).lower().split()
    return words[-1] if words else ""


def measure(noun: str) -> str:
    return _by_ending(MEASURES, noun) or "款"


def near(noun: str) -> str:
    """Return the everyday name: a 马克杯 is a 杯子."""
    return _by_ending(NEAR, noun) or noun


def body(noun: str) -> str:
    return _by_ending(BODIES, noun)


def _by_ending(table: dict[str, str], noun: str) -> str:
    found = [ending for ending in table if noun.endswith(ending)]
    return table[max(found, key=len)] if found else ""
