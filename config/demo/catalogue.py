"""The six products of the demo workspace and what is known of them."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

ENGLISH = "en"
CHINESE = "zh-Hans"


@dataclass(frozen=True, kw_only=True)
class DemoFact:
    """One thing known of a product.

    A number carries its unit and no language; a text carries its language and no unit; a yes or
    no carries neither.
    """

    attribute: str
    value: Decimal | str | bool
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


def _number(attribute: str, value: str, unit: str) -> tuple[DemoFact, ...]:
    return (DemoFact(attribute=attribute, value=Decimal(value), unit=unit),)


def _text(attribute: str, english: str, chinese: str) -> tuple[DemoFact, ...]:
    return (
        DemoFact(attribute=attribute, value=english, language=ENGLISH),
        DemoFact(attribute=attribute, value=chinese, language=CHINESE),
    )


def _yes(attribute: str) -> tuple[DemoFact, ...]:
    return (DemoFact(attribute=attribute, value=True),)


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
        _number("capacity", "350", "ml"),
        _text("material", "Stoneware, food-safe glaze", "粗陶，食品级釉"),
        _text("colour", "Oat and terracotta", "燕麦色与陶土色"),
        _number("height", "96", "mm"),
        _number("diameter", "88", "mm"),
        _number("firing_temperature", "1240", "°C"),
        _yes("dishwasher_safe"),
        _yes("microwave_safe"),
        _text(
            "craft",
            "Thrown and glazed by hand, every speckle falls differently",
            "手工拉坯上釉，每只斑点各不相同",
        ),
        _text("origin", "Jingdezhen, China", "中国景德镇"),
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
        _number("net_content", "50", "ml"),
        _text("key_ingredient", "Centella asiatica leaf extract", "积雪草叶提取物"),
        _text(
            "texture",
            "Light gel cream that sinks in without shine",
            "轻盈凝霜，吸收快，不泛油光",
        ),
        _text("scent", "None added", "不添加香精"),
        _text("skin_type", "Normal to dry", "中性至干性肌肤"),
        _text(
            "directions",
            "Smooth a hazelnut-sized amount over clean skin, morning and evening",
            "早晚洁面后取榛果大小，均匀涂抹",
        ),
        _number("ph", "5.5", "pH"),
        _number("period_after_opening", "12", "months"),
        _yes("alcohol_free"),
        _text("packaging", "Glass jar, recyclable lid", "玻璃瓶，可回收瓶盖"),
        _text("origin", "Jeju, South Korea", "韩国济州"),
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
        _text("material", "Full-grain cowhide, vegetable tanned", "头层牛皮，植鞣工艺"),
        _text("lining", "Cotton twill", "棉质斜纹布"),
        _text("colour", "Cognac", "干邑棕"),
        _text("hardware", "Solid brass", "纯黄铜五金"),
        _number("width", "320", "mm"),
        _number("height", "220", "mm"),
        _number("depth", "120", "mm"),
        _number("weight", "840", "g"),
        _text("closure", "Push lock under the flap", "翻盖按压锁扣"),
        _number("inner_pockets", "3", "pieces"),
        _text(
            "fits",
            "A 10-inch tablet, a wallet and a water bottle",
            "可放 10 英寸平板、钱包与水瓶",
        ),
        _text("care", "Wipe with a dry cloth, wax twice a year", "干布擦拭，每年上蜡两次"),
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
        _number("capacity", "750", "ml"),
        _text("material", "18/8 stainless steel, powder coated", "18/8 不锈钢，粉末涂层"),
        _text("insulation", "Double wall with vacuum", "双层真空"),
        _number("keeps_cold", "24", "h"),
        _number("keeps_hot", "12", "h"),
        _number("height", "268", "mm"),
        _number("diameter", "76", "mm"),
        _number("weight", "390", "g"),
        _yes("bpa_free"),
        _yes("leak_proof"),
        _text("colour", "Forest green", "森林绿"),
        _text("lid", "Screw cap with a loop to carry it by", "螺旋盖，带提环"),
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
            "connection",
            "Bluetooth 5.3 and a 3.5 mm cable",
            "蓝牙 5.3，附 3.5 毫米音频线",
        ),
        _number("battery_life", "40", "h"),
        _number("charging_time", "90", "min"),
        _number("driver_size", "40", "mm"),
        _number("weight", "248", "g"),
        _yes("noise_cancelling"),
        _number("microphones", "4", "pieces"),
        _text("colour", "Oat with brass", "燕麦色配黄铜"),
        _text("cushions", "Memory foam under woven cloth", "记忆海绵，织物包覆"),
        _text("charging_port", "USB-C", "USB-C 接口"),
        _text(
            "in_the_box",
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
        _text("material", "Opal glass dome, brushed brass", "乳白玻璃灯罩，拉丝黄铜"),
        _number("height", "380", "mm"),
        _number("shade_diameter", "255", "mm"),
        _number("weight", "1650", "g"),
        _number("power", "6", "W"),
        _number("luminous_flux", "520", "lm"),
        _number("colour_temperature", "2700", "K"),
        _yes("dimmable"),
        _text("switch", "Touch the foot, three steps", "触摸底座，三档调光"),
        _number("cable_length", "180", "cm"),
        _text("bulb", "E14 LED, included", "E14 LED 灯泡，已附"),
    ),
)

PRODUCTS: tuple[DemoProduct, ...] = (MUG, JAR, SATCHEL, BOTTLE, HEADPHONES, LAMP)
