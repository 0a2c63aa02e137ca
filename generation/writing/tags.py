"""Tags and emoji of a post: from the name, the brand and the kind of product."""

import re

from generation.writing.reading import is_chinese
from generation.writing.speakers import Speaker

EMOJI: dict[str, tuple[str, ...]] = {
    "cup": ("☕", "🍵"), "bottle": ("💧", "🎒"), "face": ("🌿", "🫧"), "bag": ("👜", "🌤"),
    "sound": ("🎧", "🎶"), "lamp": ("💡", "📖"), "clothes": ("👕", "🧺"), "shoes": ("👟", "🚶"),
    "kitchen": ("🍳", "🥗"), "furniture": ("🪑", "🏠"), "home": ("🛋", "🕯"), "jewel": ("💍", "🎁"),
    "toy": ("🧸", "🎈"), "pet": ("🐾", "🏡"), "desk": ("📓", "✏️"), "device": ("🔌", "💻"),
    "sport": ("🏃", "⛺"), "food": ("🍯", "🥣"), "thing": ("🌱", "📦"),
}  # fmt: skip
ENGLISH: dict[str, str] = {
    "cup": "coffeetime teatime tableware", "bottle": "onthego hydration outdoors",
    "face": "skincare selfcare routine", "bag": "everydaycarry commute bags",
    "sound": "music listening audio", "lamp": "lighting homeoffice reading",
    "clothes": "outfit wardrobe everydaywear", "shoes": "shoes walking everydaywear",
    "kitchen": "cooking kitchen hometable", "furniture": "interior living furniture",
    "home": "homestyle interior cosyhome", "jewel": "jewellery accessories gift",
    "toy": "play kids familytime", "pet": "pets doglife catlife", "desk": "stationery notes desk",
    "device": "tech desksetup gadgets", "sport": "training outdoors fitness",
    "food": "foodie pantry snacktime", "thing": "everyday home shopsmall",
}  # fmt: skip
CHINESE: dict[str, str] = {
    "cup": "杯子 咖啡时间 下午茶 餐桌日常", "bottle": "水杯 通勤 户外 多喝水",
    "face": "护肤 护肤日常 早晚护理 洗漱台", "bag": "包包 通勤包 出门日常 穿搭",
    "sound": "耳机 听歌 数码 通勤", "lamp": "灯具 书桌 阅读 家居",
    "clothes": "穿搭 日常穿搭 衣橱 通勤穿搭", "shoes": "鞋子 穿搭 散步 通勤",
    "kitchen": "厨房 做饭 一日三餐 餐桌", "furniture": "家具 家居 我的家 居家",
    "home": "家居 家居日常 布置 我的家", "jewel": "首饰 配饰 礼物 穿搭",
    "toy": "玩具 亲子 陪玩 家庭时光", "pet": "宠物 养宠日常 遛狗 陪伴",
    "desk": "文具 手账 书桌 记录", "device": "数码 桌面 居家办公 电子产品",
    "sport": "运动 健身 户外 周末", "food": "吃货 零食 早餐 分享",
    "thing": "日常 居家 生活记录 购物分享",
}  # fmt: skip
LONGEST = 24


def tags(speaker: Speaker, *, most: int) -> list[str]:
    """Return tags without # and spaces, the product's own first, none twice."""
    product = speaker.product
    table = CHINESE if speaker.stop == "。" else ENGLISH
    general = speaker.dice.shuffled(table[product.group].split())
    own = [product.brand, product.noun if product.noun != "product" else "", product.short]
    category = product.category if is_chinese(product.category) == (speaker.stop == "。") else ""
    found: dict[str, str] = {}
    for word in (*own, category, *general):
        tag = re.sub(r"[^\w]|_", "", word)
        if tag and not tag.isdigit() and len(tag) <= LONGEST:
            found.setdefault(tag.lower(), tag if word == product.brand else tag.lower())
    return list(found.values())[:most]
