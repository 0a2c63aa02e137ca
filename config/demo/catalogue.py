"""The six products of the demo workspace and what is known of them."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

ENGLISH = "en"
CHINESE = "zh-hans"


@dataclass(frozen=True, kw_only=True)
class DemoFact:
    """One thing known of a product.

    A number carries its unit and no language; a text carries its language and no unit.
    """

    attribute: str
    value: Decimal | str
    unit: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class DemoProduct:
    """A product of the demo workspace; photos of it are drawn by `config.demo.draw`."""

    sku: str
    name_en: str
    name_zh: str
    brand: str
    category: str
    price: Decimal
    currency: str
    facts: tuple[DemoFact, ...]


_IN_CHINESE = {
    "Alcohol free": "不含酒精",
    "BPA free": "不含双酚 A",
    "Bulb": "灯泡",
    "Care": "保养",
    "Charging port": "充电接口",
    "Closure": "开合方式",
    "Colour": "颜色",
    "Connection": "连接",
    "Craft": "工艺",
    "Cushions": "耳垫",
    "Dimmable": "可调光",
    "Directions": "用法",
    "Dishwasher safe": "可用洗碗机",
    "Fits": "可装",
    "Hardware": "五金",
    "In the box": "包装清单",
    "Insulation": "保温结构",
    "Key ingredient": "主要成分",
    "Leak proof": "防漏",
    "Lid": "杯盖",
    "Lining": "里料",
    "Material": "材质",
    "Microwave safe": "可用微波炉",
    "Noise cancelling": "主动降噪",
    "Origin": "产地",
    "Packaging": "包装",
    "Scent": "香味",
    "Skin type": "适用肤质",
    "Switch": "开关",
    "Texture": "质地",
}


def _number(attribute: str, value: str, unit: str) -> tuple[DemoFact, ...]:
    return (DemoFact(attribute=attribute, value=Decimal(value), unit=unit),)


def _text(attribute: str, english: str, chinese: str) -> tuple[DemoFact, ...]:
    return (
        DemoFact(attribute=attribute, value=english, language=ENGLISH),
        DemoFact(attribute=_IN_CHINESE[attribute], value=chinese, language=CHINESE),
    )


def _yes(attribute: str) -> tuple[DemoFact, ...]:
    return _text(attribute, "Yes", "是")


def _facts(*groups: tuple[DemoFact, ...]) -> tuple[DemoFact, ...]:
    return tuple(chain.from_iterable(groups))


MUG = DemoProduct(
    sku="NB-MUG-350",
    name_en="Speckled stoneware mug",
    name_zh="斑点粗陶马克杯",
    brand="Northbay",
    category="Drinkware",
    price=Decimal("24.00"),
    currency="USD",
    facts=_facts(
        _number("Capacity", "350", "ml"),
        _text("Material", "Stoneware, food-safe glaze", "粗陶，食品级釉"),
        _text("Colour", "Oat and terracotta", "燕麦色与陶土色"),
        _number("Height", "96", "mm"),
        _number("Diameter", "88", "mm"),
        _number("Firing temperature", "1240", "°C"),
        _yes("Dishwasher safe"),
        _yes("Microwave safe"),
        _text(
            "Craft",
            "Thrown and glazed by hand, every speckle falls differently",
            "手工拉坯上釉，每只斑点各不相同",
        ),
        _text("Origin", "Jingdezhen, China", "中国景德镇"),
    ),
)

JAR = DemoProduct(
    sku="NB-CRM-050",
    name_en="Calm cica cream",
    name_zh="舒缓积雪草面霜",
    brand="Northbay",
    category="Face care",
    price=Decimal("32.00"),
    currency="USD",
    facts=_facts(
        _number("Net content", "50", "ml"),
        _text("Key ingredient", "Centella asiatica leaf extract", "积雪草叶提取物"),
        _text(
            "Texture",
            "Light gel cream that sinks in without shine",
            "轻盈凝霜，吸收快，不泛油光",
        ),
        _text("Scent", "None added", "不添加香精"),
        _text("Skin type", "Normal to dry", "中性至干性肌肤"),
        _text(
            "Directions",
            "Smooth a hazelnut-sized amount over clean skin, morning and evening",
            "早晚洁面后取榛果大小，均匀涂抹",
        ),
        _number("pH", "5.5", "pH"),
        _number("Period after opening", "12", "months"),
        _yes("Alcohol free"),
        _text("Packaging", "Glass jar, recyclable lid", "玻璃瓶，可回收瓶盖"),
        _text("Origin", "Jeju, South Korea", "韩国济州"),
    ),
)

SATCHEL = DemoProduct(
    sku="NB-BAG-014",
    name_en="Leather satchel",
    name_zh="真皮手提包",
    brand="Northbay",
    category="Bags",
    price=Decimal("168.00"),
    currency="USD",
    facts=_facts(
        _text("Material", "Full-grain cowhide, vegetable tanned", "头层牛皮，植鞣工艺"),
        _text("Lining", "Cotton twill", "棉质斜纹布"),
        _text("Colour", "Cognac", "干邑棕"),
        _text("Hardware", "Solid brass", "纯黄铜五金"),
        _number("Width", "320", "mm"),
        _number("Height", "220", "mm"),
        _number("Depth", "120", "mm"),
        _number("Weight", "840", "g"),
        _text("Closure", "Push lock under the flap", "翻盖按压锁扣"),
        _number("Inner pockets", "3", "pieces"),
        _text(
            "Fits",
            "A 10-inch tablet, a wallet and a water bottle",
            "可放 10 英寸平板、钱包与水瓶",
        ),
        _text("Care", "Wipe with a dry cloth, wax twice a year", "干布擦拭，每年上蜡两次"),
    ),
)

BOTTLE = DemoProduct(
    sku="NB-BTL-750",
    name_en="Trail insulated bottle 750 ml",
    name_zh="山径保温水壶 750 毫升",
    brand="Northbay",
    category="Drinkware",
    price=Decimal("36.00"),
    currency="USD",
    facts=_facts(
        _number("Capacity", "750", "ml"),
        _text("Material", "18/8 stainless steel, powder coated", "18/8 不锈钢，粉末涂层"),
        _text("Insulation", "Double wall with vacuum", "双层真空"),
        _number("Keeps cold", "24", "h"),
        _number("Keeps hot", "12", "h"),
        _number("Height", "268", "mm"),
        _number("Diameter", "76", "mm"),
        _number("Weight", "390", "g"),
        _yes("BPA free"),
        _yes("Leak proof"),
        _text("Colour", "Forest green", "森林绿"),
        _text("Lid", "Screw cap with a loop to carry it by", "螺旋盖，带提环"),
    ),
)

HEADPHONES = DemoProduct(
    sku="NB-AUD-021",
    name_en="Halo wireless headphones",
    name_zh="Halo 无线头戴式耳机",
    brand="Northbay",
    category="Audio",
    price=Decimal("129.00"),
    currency="USD",
    facts=_facts(
        _text(
            "Connection",
            "Bluetooth 5.3 and a 3.5 mm cable",
            "蓝牙 5.3，附 3.5 毫米音频线",
        ),
        _number("Battery life", "40", "h"),
        _number("Charging time", "90", "min"),
        _number("Driver size", "40", "mm"),
        _number("Weight", "248", "g"),
        _yes("Noise cancelling"),
        _number("Microphones", "4", "pieces"),
        _text("Colour", "Oat with brass", "燕麦色配黄铜"),
        _text("Cushions", "Memory foam under woven cloth", "记忆海绵，织物包覆"),
        _text("Charging port", "USB-C", "USB-C 接口"),
        _text(
            "In the box",
            "Headphones, cloth pouch, USB-C cable, audio cable",
            "耳机、布袋、USB-C 充电线、音频线",
        ),
    ),
)

LAMP = DemoProduct(
    sku="NB-LMP-030",
    name_en="Arc desk lamp",
    name_zh="弧光台灯",
    brand="Northbay",
    category="Lighting",
    price=Decimal("89.00"),
    currency="USD",
    facts=_facts(
        _text("Material", "Opal glass dome, brushed brass", "乳白玻璃灯罩，拉丝黄铜"),
        _number("Height", "380", "mm"),
        _number("Shade diameter", "255", "mm"),
        _number("Weight", "1650", "g"),
        _number("Power", "6", "W"),
        _number("Luminous flux", "520", "lm"),
        _number("Colour temperature", "2700", "K"),
        _yes("Dimmable"),
        _text("Switch", "Touch the foot, three steps", "触摸底座，三档调光"),
        _number("Cable length", "180", "cm"),
        _text("Bulb", "E14 LED, included", "E14 LED 灯泡，已附"),
    ),
)

PRODUCTS: tuple[DemoProduct, ...] = (MUG, JAR, SATCHEL, BOTTLE, HEADPHONES, LAMP)
