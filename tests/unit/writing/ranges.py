"""Ranges of a hundred products of one category: few values, many combinations, as in a real shop."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from generation.providers.base import CopyRequest, CopyResult, KnownFact, Subject
from generation.providers.offline.copy import OfflineCopyProvider

Pair = tuple[str, str]


@dataclass(frozen=True)
class Range:
    """What the products of one category are made up from, in English and Chinese."""

    category: str
    names: tuple[tuple[Pair, ...], tuple[Pair, ...], Pair]
    numbers: tuple[tuple[str, tuple[int, ...], str], ...]
    words: tuple[tuple[Pair, tuple[Pair, ...]], ...]
    yes: tuple[Pair, ...]


MUGS = Range(
    "Drinkware",
    (
        (
            ("Speckled", "斑点"),
            ("Ribbed", "罗纹"),
            ("Glazed", "亮釉"),
            ("Slim", "细身"),
            ("Tall", "高款"),
            ("Wide", "宽口"),
            ("Little", "小号"),
            ("Painted", "手绘"),
            ("Matt", "哑光"),
            ("Cloud", "云朵"),
            ("Harvest", "丰收"),
            ("Pebble", "卵石"),
            ("Dawn", "破晓"),
        ),
        (
            ("stoneware", "粗陶"),
            ("porcelain", "白瓷"),
            ("clay", "陶土"),
            ("bone china", "骨瓷"),
            ("enamel", "搪瓷"),
            ("café", "咖啡"),
            ("family", "家庭"),
            ("camping", "露营"),
        ),
        ("mug", "马克杯"),
    ),
    (
        ("Capacity", (250, 300, 320, 350, 400, 450), "ml"),
        ("Height", (82, 90, 96, 104), "mm"),
        ("Diameter", (78, 82, 88, 94), "mm"),
        ("Weight", (260, 310, 340, 390), "g"),
        ("Firing temperature", (1180, 1220, 1240, 1280), "°C"),
    ),
    (
        (
            ("Material", "材质"),
            (
                ("Stoneware, food-safe glaze", "粗陶，食品级釉"),
                ("Porcelain", "白瓷"),
                ("Red clay", "红陶土"),
                ("Bone china", "骨瓷"),
                ("Enamelled steel", "搪瓷钢"),
                ("Recycled clay", "再生陶土"),
                ("White earthenware", "白色精陶"),
                ("Borosilicate glass", "高硼硅玻璃"),
            ),
        ),
        (
            ("Colour", "颜色"),
            (
                ("Oat and terracotta", "燕麦色与陶土色"),
                ("Forest green", "森林绿"),
                ("Ink blue", "墨蓝"),
                ("Sand", "沙色"),
                ("Chalk white", "粉笔白"),
                ("Charcoal", "炭灰"),
                ("Rust red", "铁锈红"),
                ("Mustard", "芥末黄"),
            ),
        ),
        (
            ("Craft", "工艺"),
            (
                ("Thrown and glazed by hand", "手工拉坯上釉"),
                ("Cast in plaster moulds", "石膏模具注浆"),
                ("Pressed and turned by hand", "手工压坯修坯"),
                ("Dipped in glaze twice", "两次浸釉"),
            ),
        ),
        (
            ("Origin", "产地"),
            (
                ("Jingdezhen, China", "中国景德镇"),
                ("Porto, Portugal", "葡萄牙波尔图"),
                ("Stoke, England", "英国斯托克"),
                ("Seto, Japan", "日本濑户"),
            ),
        ),
    ),
    (("Dishwasher safe", "可用洗碗机"), ("Microwave safe", "可用微波炉")),
)
HEADPHONES = Range(
    "Audio",
    (
        (
            ("Halo", "Halo"),
            ("Drift", "Drift"),
            ("Tempo", "Tempo"),
            ("Vale", "Vale"),
            ("Nimbus", "Nimbus"),
            ("Echo", "Echo"),
            ("Lark", "Lark"),
            ("Onda", "Onda"),
            ("Mono", "Mono"),
            ("Birch", "Birch"),
            ("Ferry", "Ferry"),
            ("Atlas", "Atlas"),
            ("Pico", "Pico"),
        ),
        (
            ("wireless", "无线"),
            ("folding", "折叠"),
            ("studio", "录音室"),
            ("travel", "旅行"),
            ("compact", "轻便"),
            ("office", "办公"),
            ("classic", "经典"),
            ("evening", "夜听"),
        ),
        ("headphones", "头戴式耳机"),
    ),
    (
        ("Battery life", (24, 30, 36, 40, 50), "h"),
        ("Charging time", (60, 90, 120), "min"),
        ("Driver size", (30, 40, 45), "mm"),
        ("Weight", (190, 220, 248, 270), "g"),
        ("Microphones", (2, 4, 6), "pieces"),
    ),
    (
        (
            ("Connection", "连接"),
            (
                ("Bluetooth 5.3 and a 3.5 mm cable", "蓝牙 5.3，附 3.5 毫米音频线"),
                ("Bluetooth 5.4", "蓝牙 5.4"),
                ("Bluetooth 5.2 and USB-C audio", "蓝牙 5.2 与 USB-C 音频"),
            ),
        ),
        (
            ("Colour", "颜色"),
            (
                ("Oat with brass", "燕麦色配黄铜"),
                ("Graphite", "石墨灰"),
                ("Sage", "鼠尾草绿"),
                ("Midnight blue", "午夜蓝"),
                ("Bone white", "骨白"),
                ("Clay pink", "陶土粉"),
            ),
        ),
        (
            ("Cushions", "耳垫"),
            (
                ("Memory foam under woven cloth", "记忆海绵，织物包覆"),
                ("Protein leather", "蛋白皮"),
                ("Velvet over foam", "丝绒海绵"),
                ("Knitted fabric", "针织布"),
            ),
        ),
        (("Charging port", "充电接口"), (("USB-C", "USB-C 接口"),)),
        (
            ("In the box", "包装清单"),
            (
                ("Headphones, cloth pouch, USB-C cable", "耳机、布袋、USB-C 充电线"),
                ("Headphones, hard case, audio cable", "耳机、硬盒、音频线"),
                ("Headphones and USB-C cable", "耳机与 USB-C 充电线"),
            ),
        ),
    ),
    (("Noise cancelling", "主动降噪"), ("Foldable", "可折叠")),
)
CREAMS = Range(
    "Face care",
    (
        (
            ("Calm", "舒缓"),
            ("Dew", "晨露"),
            ("Silk", "丝润"),
            ("Quiet", "静夜"),
            ("Meadow", "草甸"),
            ("Harbour", "海港"),
            ("Linen", "亚麻"),
            ("North", "北境"),
            ("Still", "静水"),
            ("Cloud", "云絮"),
            ("Fern", "蕨叶"),
            ("Tide", "潮汐"),
            ("Amber", "琥珀"),
        ),
        (
            ("cica", "积雪草"),
            ("oat", "燕麦"),
            ("rose", "玫瑰"),
            ("rice", "大米"),
            ("birch", "桦树"),
            ("fig", "无花果"),
            ("honey", "蜂蜜"),
            ("tea", "茶叶"),
        ),
        ("cream", "面霜"),
    ),
    (
        ("Net content", (30, 50, 75, 100), "ml"),
        ("pH", (5, 6), "pH"),
        ("Period after opening", (6, 9, 12), "months"),
    ),
    (
        (
            ("Key ingredient", "主要成分"),
            (
                ("Centella asiatica leaf extract", "积雪草叶提取物"),
                ("Oat kernel oil", "燕麦仁油"),
                ("Rose hip oil", "玫瑰果油"),
                ("Rice bran water", "米糠水"),
                ("Birch sap", "桦树汁"),
            ),
        ),
        (
            ("Texture", "质地"),
            (
                ("Light gel cream", "轻盈凝霜"),
                ("Rich balm", "浓润膏体"),
                ("Soft mousse", "柔软慕斯"),
                ("Thin lotion", "清爽乳液"),
            ),
        ),
        (
            ("Skin type", "适用肤质"),
            (
                ("Normal to dry", "中性至干性肌肤"),
                ("Oily", "油性肌肤"),
                ("Combination", "混合性肌肤"),
                ("Sensitive", "敏感肌肤"),
            ),
        ),
        (
            ("Packaging", "包装"),
            (
                ("Glass jar, recyclable lid", "玻璃瓶，可回收瓶盖"),
                ("Aluminium tube", "铝管"),
                ("Airless pump bottle", "真空泵瓶"),
            ),
        ),
        (
            ("Origin", "产地"),
            (
                ("Jeju, South Korea", "韩国济州"),
                ("Grasse, France", "法国格拉斯"),
                ("Turku, Finland", "芬兰图尔库"),
            ),
        ),
        (
            ("Directions", "用法"),
            (
                ("Smooth a little over clean skin", "洁面后取少量抹匀"),
                ("Apply in the evening after toner", "晚间爽肤水后涂抹"),
                ("Massage in until absorbed", "按摩至吸收"),
            ),
        ),
    ),
    (("Alcohol free", "不含酒精"), ("Vegan", "纯素")),
)
RANGES = {"mugs": MUGS, "headphones": HEADPHONES, "creams": CREAMS}
LENGTHS = ("short", "medium", "long")


def products(kind: Range, *, count: int = 100, seed: int = 7) -> Iterator[Subject]:
    """Yield products of the range; names are told apart by a last word only when they must be."""
    draw = Random(seed)
    firsts, seconds, noun = kind.names
    names = [(first, second) for first in firsts for second in seconds]
    for place in range(count):
        first, second = names[place % len(names)]
        mark = "" if place < len(names) else f" {chr(65 + place // len(names))}"
        yield Subject(
            name=f"{first[0]} {second[0]} {noun[0]}{mark}",
            name_zh=f"{first[1]}{second[1]}{noun[1]}{mark}",
            brand="Northbay",
            category=kind.category,
            facts=tuple(_facts(kind, draw)),
        )


def _facts(kind: Range, draw: Random) -> Iterator[KnownFact]:
    for attribute, amounts, unit in kind.numbers:
        yield KnownFact(attribute, str(draw.choice(amounts)), unit)
    for (english, chinese), values in kind.words:
        in_english, in_chinese = draw.choice(values)
        yield KnownFact(english, in_english, language="en")
        yield KnownFact(chinese, in_chinese, language="zh-Hans")
    for english, chinese in kind.yes:
        yield KnownFact(english, "Yes", language="en")
        yield KnownFact(chinese, "是", language="zh-Hans")


def write(request: CopyRequest, on_text: Callable[[str], None] = lambda _text: None) -> CopyResult:
    return OfflineCopyProvider().write(request, report=quiet, on_text=on_text)


def quiet(stage: str, percent: int, *, preview: bytes | None = None) -> None:
    """Hear how far the work is, and do nothing with it."""
