"""What a fact is about, told from the name of its attribute."""

from generation.writing.labels import folded, in_english
from generation.writing.units import Quantity

# topic -> the theme under which a text speaks of it
THEMES = {
    "material": "make", "craft": "make", "colour": "make", "origin": "make", "ingredient": "make",
    "texture": "make", "scent": "make", "part": "make", "firing": "make",
    "capacity": "size", "content": "size", "dimensions": "size", "weight": "size",
    "count": "size", "height": "size", "width": "size", "depth": "size", "length": "size",
    "diameter": "size", "thickness": "size", "load": "size",
    "battery": "power", "charging": "power", "power": "power", "light": "power",
    "warmth": "power", "connection": "power", "port": "power", "keeps": "use",
    "cold": "use", "hot": "use",
    "fits": "use", "audience": "use", "purpose": "use", "directions": "use", "care": "use",
    "yes": "use", "no": "use", "operation": "use", "ph": "make",
    "contents": "box", "packaging": "box", "warranty": "box", "shelf": "box", "opened": "box",
    "figure": "other", "detail": "other",
}  # fmt: skip
SIDES = ("length", "width", "depth", "height", "diameter", "thickness")
EXACT = {
    "capacity": "capacity", "volume": "capacity", "net content": "content", "content": "content",
    "net volume": "content", "weight": "weight", "net weight": "weight", "item weight": "weight",
    "material": "material", "materials": "material", "fabric": "material",
    "composition": "material", "craft": "craft", "technique": "craft", "workmanship": "craft",
    "process": "craft", "colour": "colour", "color": "colour", "colours": "colour",
    "colors": "colour", "origin": "origin", "made in": "origin", "country of origin": "origin",
    "place of origin": "origin", "key ingredient": "ingredient", "key ingredients": "ingredient",
    "ingredient": "ingredient", "ingredients": "ingredient", "active ingredient": "ingredient",
    "texture": "texture", "feel": "texture", "scent": "scent", "fragrance": "scent",
    "battery life": "battery", "battery": "battery", "playtime": "battery", "play time": "battery",
    "runtime": "battery", "run time": "battery", "charging time": "charging",
    "charge time": "charging", "power": "power", "wattage": "power", "rated power": "power",
    "luminous flux": "light", "brightness": "light", "colour temperature": "warmth",
    "color temperature": "warmth", "connection": "connection", "connectivity": "connection",
    "charging port": "port", "port": "port", "keeps cold": "cold", "keeps hot": "hot",
    "keeps warm": "hot", "firing temperature": "firing", "fits": "fits", "holds": "fits",
    "compatibility": "purpose", "compatible with": "purpose", "suitable for": "audience",
    "skin type": "audience", "hair type": "audience", "age": "audience", "age range": "audience",
    "for": "audience", "recommended age": "audience", "use": "purpose", "usage": "directions",
    "purpose": "purpose", "occasion": "purpose", "directions": "directions",
    "how to use": "directions", "care": "care", "care instructions": "care",
    "cleaning": "care", "washing": "care", "switch": "operation", "control": "operation",
    "controls": "operation", "operation": "operation", "closure": "part", "in the box": "contents",
    "package contents": "contents", "contents": "contents", "includes": "contents",
    "what's in the box": "contents", "packaging": "packaging", "warranty": "warranty",
    "period after opening": "opened", "shelf life": "shelf", "ph": "ph",
    "maximum load": "load", "max load": "load", "load capacity": "load",
    "weight capacity": "load", **{side: side for side in SIDES},
}  # fmt: skip
EXACT_CHINESE = {
    "容量": "capacity", "容积": "capacity", "净含量": "content", "重量": "weight", "净重": "weight",
    "重": "weight", "材质": "material", "材料": "material", "面料": "material", "成份": "material",
    "工艺": "craft", "做工": "craft", "颜色": "colour", "配色": "colour", "色彩": "colour",
    "产地": "origin", "原产地": "origin", "主要成分": "ingredient", "成分": "ingredient",
    "核心成分": "ingredient", "质地": "texture", "肤感": "texture", "手感": "texture",
    "香味": "scent", "香型": "scent", "气味": "scent", "适用肤质": "audience",
    "适用人群": "audience", "适用年龄": "audience", "适合": "audience", "用途": "purpose",
    "适用": "purpose", "适用场景": "purpose", "场景": "purpose", "兼容": "purpose",
    "用法": "directions", "使用方法": "directions", "保养": "care", "清洁": "care",
    "洗涤": "care", "护理": "care", "清洗": "care", "包装清单": "contents",
    "包装内容": "contents", "包装": "packaging", "质保": "warranty", "保修": "warranty",
    "可装": "fits", "可放": "fits", "连接": "connection", "充电接口": "port",
    "接口": "port", "开关": "operation", "操作": "operation", "保质期": "shelf",
}  # fmt: skip
# Facts of the shop, not of the thing: listings carry prices and stock beside the copy.
INTERNAL = frozenset({
    "price", "cost", "msrp", "rrp", "discount", "sku", "stock", "inventory", "barcode", "ean",
    "upc", "gtin", "asin", "isbn", "hs code", "sales", "rating", "reviews", "url", "link",
    "价格", "售价", "成本", "原价", "折扣", "库存", "条码", "货号", "销量", "评分", "链接",
})  # fmt: skip
NEEDS = {  # a number of another kind is a plain figure
    "capacity": {"volume", "weight"}, "content": {"volume", "weight", "count"},
    "weight": {"weight"}, "battery": {"time"}, "charging": {"time"}, "power": {"power"},
    "light": {"light"}, "cold": {"time"}, "hot": {"time"}, "firing": {"heat"},
    "load": {"weight"}, "opened": {"time"}, "shelf": {"time"}, "warranty": {"time"},
    "ph": {"", "count"}, "warmth": {""}, **{side: {"length"} for side in SIDES},
}  # fmt: skip
YES = frozenset({"yes", "y", "true", "是", "有", "可以", "支持", "能", "✓", "√"})
NO = frozenset({"no", "n", "false", "否", "无", "没有", "不可以", "不支持", "不能", "✗", "×"})


def is_internal(attribute: str) -> bool:
    """Return whether a listing says this elsewhere, or nowhere."""
    name = folded(attribute)
    return name in INTERNAL or any(word in INTERNAL for word in name.split())


def truth(value: str) -> bool | None:
    """Return what a yes or a no says, or None when the value is neither."""
    word = value.strip().lower().rstrip(".。")
    if word in YES:
        return True
    return False if word in NO else None


def topic_of(attribute: str, amount: Quantity | None) -> str:
    """Return the topic; an attribute nobody foresaw is a `figure` or a `detail`."""
    name = folded(attribute)
    topic = EXACT.get(name) or EXACT_CHINESE.get(name) or EXACT.get(in_english(attribute), "")
    if amount is None:
        return _worded(topic)
    if topic in NEEDS:
        return topic if amount.family in NEEDS[topic] else "figure"
    if amount.family == "count" and amount.unit:
        return "count"
    return "figure"


def _worded(topic: str) -> str:
    if topic in SIDES or topic in ("weight", "capacity", "power", "light", "warmth", "load"):
        return "detail"
    if topic in ("battery", "charging", "firing", "cold", "hot", "ph", "content"):
        return "detail"
    return topic or "detail"


def theme_of(topic: str) -> str:
    return THEMES.get(topic, "other")
