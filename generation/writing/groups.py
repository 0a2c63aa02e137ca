"""Kinds of products: by their nouns, so that a text can call a thing by its name."""

from generation.writing.wordlists import words

# group -> English nouns (one thing). Plural-only words stand with their s.
ENGLISH_NOUNS = {
    "cup": "mug cup tumbler teacup goblet",
    "bottle": "bottle flask thermos jug carafe",
    "face": "cream serum lotion cleanser toner mask balm oil moisturiser moisturizer sunscreen soap"
    " shampoo conditioner gel mist scrub lipstick perfume essence",
    "bag": "satchel bag backpack tote wallet purse clutch briefcase duffel pouch suitcase holdall"
    " rucksack luggage",
    "sound": "headphones earbuds earphones speaker soundbar headset microphone turntable",
    "lamp": "lamp light lantern chandelier sconce",
    "clothes": "shirt t-shirt tee dress jacket coat sweater jumper hoodie jeans trousers pants skirt"
    " scarf hat cap socks gloves shorts leggings cardigan blouse vest belt pyjamas beanie",
    "shoes": "shoes sneakers boots sandals slippers trainers loafers heels",
    "kitchen": "pan pot knife bowl plate kettle teapot board tray whisk spatula spoon fork grinder"
    " scale toaster blender oven mixer wok dish jar box container lunchbox scissors",
    "furniture": "chair table desk stool shelf sofa bench cabinet bed rack stand sideboard",
    "home": "blanket throw cushion pillow towel rug curtain vase basket mirror clock frame mat quilt"
    " duvet sheet planter diffuser candle",
    "jewel": "necklace ring bracelet earrings watch pendant brooch bangle",
    "toy": "toy puzzle doll game car blocks plush kite",
    "pet": "leash collar bed feeder",
    "desk": "notebook pen pencil planner journal organiser organizer folder diary stapler",
    "device": "phone tablet laptop keyboard mouse charger cable camera monitor router powerbank drone"
    " printer projector hub adapter stylus fan heater vacuum humidifier purifier",
    "sport": "ball racket dumbbell tent bike helmet goggles kayak skis rope",
    "food": "tea coffee chocolate honey jam sauce snack cookies nuts granola",
}  # fmt: skip
CHINESE_NOUNS = {
    "cup": "马克杯 杯子 杯 茶杯 咖啡杯 玻璃杯 随行杯",
    "bottle": "保温壶 保温水壶 水壶 保温杯 水瓶 水杯 壶",
    "face": "面霜 精华 乳液 洁面 爽肤水 面膜 护手霜 防晒霜 洗发水 香皂 口红 香水 霜 精华液",
    "bag": "手提包 双肩包 背包 托特包 钱包 斜挎包 公文包 行李箱 单肩包 包",
    "sound": "头戴式耳机 耳机 音箱 音响 麦克风 耳麦",
    "lamp": "台灯 落地灯 吊灯 壁灯 夜灯 灯",
    "clothes": "衬衫 T 恤 连衣裙 外套 夹克 大衣 毛衣 卫衣 牛仔裤 裤子 半身裙 围巾 帽子 袜子 手套 开衫",
    "shoes": "运动鞋 靴子 凉鞋 拖鞋 鞋",
    "kitchen": "平底锅 炒锅 锅 菜刀 刀 碗 盘子 盘 水壶 茶壶 砧板 托盘 烤箱 料理机 饭盒 收纳盒 电饭煲",
    "furniture": "椅子 桌子 书桌 凳子 书架 沙发 柜子 床 椅 桌 架",
    "home": "毛毯 毯子 抱枕 枕头 毛巾 地毯 窗帘 花瓶 篮子 镜子 时钟 相框 垫 被子 香薰 蜡烛",
    "jewel": "项链 戒指 手链 耳环 手表 手镯 胸针",
    "toy": "玩具 拼图 玩偶 积木 风筝",
    "pet": "牵引绳 项圈 猫窝 狗窝 喂食器",
    "desk": "笔记本 钢笔 铅笔 手账 收纳 文件夹 日程本",
    "device": "手机 平板 笔记本电脑 键盘 鼠标 充电器 数据线 相机 显示器 路由器 充电宝 打印机 投影仪 风扇 吸尘器"
    " 加湿器 净化器",
    "sport": "球拍 哑铃 帐篷 自行车 头盔 泳镜 跳绳 瑜伽垫",
    "food": "茶叶 咖啡 巧克力 蜂蜜 果酱 酱 零食 饼干 坚果 茶",
}  # fmt: skip
# A word of the category that tells the group when the name does not.
CATEGORIES = {
    "drink": "cup", "杯": "cup", "水具": "bottle", "skin": "face", "face": "face",
    "beauty": "face", "cosmetic": "face", "护肤": "face", "美妆": "face", "bag": "bag",
    "箱包": "bag", "audio": "sound", "影音": "sound", "音频": "sound", "light": "lamp",
    "灯": "lamp", "cloth": "clothes", "apparel": "clothes", "fashion": "clothes",
    "服": "clothes", "shoe": "shoes", "鞋": "shoes", "kitchen": "kitchen", "cook": "kitchen",
    "厨": "kitchen", "furniture": "furniture", "家具": "furniture", "home": "home",
    "家居": "home", "家纺": "home", "jewel": "jewel", "首饰": "jewel", "toy": "toy",
    "玩具": "toy", "pet": "pet", "宠物": "pet", "stationery": "desk", "office": "desk",
    "文具": "desk", "electronic": "device", "数码": "device", "电器": "device",
    "sport": "sport", "outdoor": "sport", "运动": "sport", "户外": "sport", "food": "food",
    "食品": "food", "零食": "food",
}  # fmt: skip
# What a thing is called when its name has no noun that is known.
CALLED = {
    "clothes": "piece", "furniture": "piece", "home": "piece", "jewel": "piece", "cup": "piece",
    "sound": "device", "device": "device", "toy": "toy", "desk": "piece",
}  # fmt: skip
ALWAYS_MANY = frozenset({
    "headphones", "earbuds", "earphones", "jeans", "trousers", "pants", "socks", "gloves",
    "shorts", "leggings", "shoes", "sneakers", "boots", "sandals", "slippers", "trainers",
    "loafers", "heels", "scissors", "earrings", "goggles", "skis", "cookies", "nuts", "blocks",
    "pyjamas",
})  # fmt: skip
# Adjectives and stuffs that begin a name without being a name themselves.
COMMON = words(
    "a black blue braided bright brass brown brushed canvas cashmere cast ceramic classic clear"
    " cotton compact copper cream cropped cordless dark deep desk digital double down dried"
    " electric enamel felt fine fleece floral folding foldable french glass glazed gold green grey"
    " gray hand handmade hand-thrown heavy high insulated iron kids knitted lace large leather light"
    " lightweight linen little long marble merino metal mini mohair natural navy nylon oak olive"
    " organic oversized padded patterned pink plain pleated porcelain portable printed quilted"
    " recycled red ribbed round rubber silk silver single slim slow small smart soft solid speckled"
    " stainless steel stoneware straw striped suede tall terracotta textured thermal thick thin"
    " travel unisex velvet vintage walnut warm waterproof waxed white wide wireless wood wooden"
    " wool woollen woven yellow adjustable bamboo scented table wall kitchen everyday men's women's"
    " children's reusable rechargeable stackable running"
)


def by_noun(table: dict[str, str]) -> dict[str, str]:
    """Return noun -> group; the first group that names a noun keeps it."""
    found: dict[str, str] = {}
    for group, nouns in table.items():
        for noun in nouns.split():
            found.setdefault(noun, group)
    return found


GROUP_OF_ENGLISH = by_noun(ENGLISH_NOUNS)
GROUP_OF_CHINESE = by_noun(CHINESE_NOUNS)
