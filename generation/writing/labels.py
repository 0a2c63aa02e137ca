"""Names of attributes in both languages: what a number is called where it has no language."""

import re

CHINESE = {
    "capacity": "容量", "volume": "容量", "net content": "净含量", "net weight": "净重",
    "weight": "重量", "height": "高度", "width": "宽度", "depth": "深度", "length": "长度",
    "diameter": "直径", "thickness": "厚度", "size": "尺寸", "dimensions": "尺寸",
    "material": "材质", "fabric": "面料", "craft": "工艺", "technique": "工艺",
    "colour": "颜色", "color": "颜色", "origin": "产地", "made in": "产地",
    "key ingredient": "主要成分", "ingredients": "成分", "ingredient": "成分",
    "texture": "质地", "scent": "香味", "fragrance": "香味", "finish": "表面处理",
    "lining": "里料", "hardware": "五金", "closure": "开合方式", "lid": "杯盖",
    "cushions": "耳垫", "insulation": "保温结构", "battery life": "续航", "battery": "电池",
    "battery capacity": "电池容量", "charging time": "充电时间", "charging port": "充电接口",
    "power": "功率", "voltage": "电压", "luminous flux": "光通量", "brightness": "亮度",
    "colour temperature": "色温", "color temperature": "色温", "connection": "连接",
    "connectivity": "连接", "switch": "开关", "bulb": "灯泡", "fits": "可装",
    "skin type": "适用肤质", "age": "适用年龄", "age range": "适用年龄", "directions": "用法",
    "usage": "用法", "how to use": "用法", "care": "保养", "in the box": "包装清单",
    "package contents": "包装清单", "packaging": "包装", "warranty": "质保", "ph": "pH 值",
    "period after opening": "开封后使用期限", "shelf life": "保质期",
    "firing temperature": "烧制温度", "keeps cold": "保冷", "keeps hot": "保温",
    "keeps warm": "保温", "noise cancelling": "主动降噪", "noise canceling": "主动降噪",
    "dishwasher safe": "可用洗碗机", "microwave safe": "可用微波炉", "oven safe": "可进烤箱",
    "freezer safe": "可冷冻", "bpa free": "不含双酚 A", "alcohol free": "不含酒精",
    "fragrance free": "不含香精", "leak proof": "防漏", "leakproof": "防漏",
    "waterproof": "防水", "water resistant": "防泼水", "water resistance": "防水等级",
    "dimmable": "可调光", "foldable": "可折叠", "washable": "可水洗",
    "machine washable": "可机洗", "rechargeable": "可充电", "wireless": "无线",
    "handmade": "手工制作", "vegan": "纯素", "cruelty free": "不做动物测试",
    "recyclable": "可回收", "adjustable": "可调节", "batteries included": "附电池",
    "frequency response": "频率响应", "refresh rate": "刷新率", "screen size": "屏幕尺寸",
    "maximum load": "承重", "load capacity": "承重", "max load": "承重", "thread count": "支数",
    "fabric weight": "面料克重", "heel height": "跟高", "power consumption": "功耗",
    "pack size": "每包数量", "pieces": "数量", "quantity": "数量", "servings": "份数",
    "burn time": "燃烧时间", "certification": "认证", "model": "型号", "compatibility": "适用",
    "gift box": "礼盒", "style": "款式", "pattern": "图案", "shape": "形状", "season": "季节",
    "occasion": "场合", "wattage": "功率", "speed": "速度", "noise level": "噪音",
    "rated power": "额定功率", "cord length": "线长", "cable length": "线长", "use": "用途", "range": "范围",
    "weight capacity": "承重", "storage": "存储", "memory": "内存", "resolution": "分辨率",
    "spf": "防晒指数", "alcohol": "酒精度", "protein": "蛋白质", "sugar": "含糖量",
}  # fmt: skip
# Longer names are read word by word: shade + diameter.
WORDS = {
    "shade": "灯罩", "cable": "线", "cord": "线", "inner": "内", "outer": "外", "pocket": "袋",
    "pockets": "袋", "microphone": "麦克风", "microphones": "麦克风", "driver": "发声单元",
    "drivers": "发声单元", "handle": "手柄", "strap": "肩带", "base": "底座", "lid": "盖",
    "neck": "颈部", "wall": "壁", "blade": "刀刃", "seat": "坐面", "back": "靠背", "arm": "臂",
    "leg": "腿", "table": "桌面", "frame": "框", "drawer": "抽屉", "drawers": "抽屉",
    "shelf": "层板", "shelves": "层板", "button": "按键", "buttons": "按键", "speed": "档速",
    "speeds": "档", "mode": "模式", "modes": "模式", "light": "灯光", "lights": "灯",
    "bulb": "灯泡", "bulbs": "灯泡", "port": "接口", "ports": "接口", "usb": "USB", "led": "LED",
    "screen": "屏幕", "display": "屏幕", "lens": "镜头", "wheel": "轮", "wheels": "轮子",
    "card": "卡", "slot": "槽", "slots": "槽位", "compartments": "隔层", "layers": "层数",
    "tank": "水箱", "water": "水", "total": "总", "folded": "折叠", "open": "展开",
    "opening": "开口", "mouth": "口径", "bottom": "底部", "top": "顶部", "inside": "内部",
    "outside": "外部", "internal": "内部", "external": "外部", "package": "包装",
    "product": "产品", "minimum": "最低", "operating": "工作", "firing": "烧制",
    "charging": "充电", "standby": "待机", "playback": "播放", "talk": "通话", "run": "运行",
    "working": "工作", "colours": "种颜色", "colors": "种颜色", "steps": "档", "ring": "环",
    "sole": "鞋底", "heel": "鞋跟", "sleeve": "袖", "chest": "胸围", "waist": "腰围",
    "shoulder": "肩", "diameter": "直径", "height": "高度", "width": "宽度", "depth": "深度",
    "length": "长度", "weight": "重量", "capacity": "容量", "size": "尺寸", "time": "时间",
    "temperature": "温度", "power": "功率", "thickness": "厚度", "range": "范围",
    "current": "电流", "input": "输入", "output": "输出", "angle": "角度", "life": "寿命",
    "area": "面积", "distance": "距离", "bluetooth": "蓝牙", "version": "版本",
    "number": "数", "of": "", "fibre": "纤维", "fiber": "纤维", "cotton": "棉", "pages": "页数",
}  # fmt: skip
ENGLISH: dict[str, str] = {}
for _english, _chinese in CHINESE.items():
    ENGLISH.setdefault(_chinese, _english)
ENGLISH |= {
    "高": "height", "宽": "width", "长": "length", "深": "depth", "厚": "thickness",
    "净重": "net weight", "重": "weight", "续航时间": "battery life", "续航": "battery life",
    "电压": "voltage", "承重": "maximum load", "质保期": "warranty", "材料": "material",
    "色彩": "colour", "保温时长": "keeps hot", "保冷时长": "keeps cold", "麦克风": "microphones",
    "内袋": "inner pockets", "线长": "cable length", "颜色": "colour", "色温": "colour temperature",
    "面料": "fabric", "原产地": "origin", "尺寸": "size", "保修": "warranty",
}  # fmt: skip
SPLIT = re.compile(r"[\s_/-]+")


def folded(attribute: str) -> str:
    """Return the name as it is looked up: "Leak-proof" and "leak_proof" are the same."""
    return " ".join(SPLIT.split(attribute.strip().lower())).strip(" :：?？")


def in_chinese(attribute: str) -> str:
    """Return the Chinese name of an English attribute, or nothing when it is not known."""
    name = folded(attribute)
    if name in CHINESE:
        return CHINESE[name]
    words = name.split()
    if not words or any(word not in WORDS for word in words):
        return ""
    return "".join(WORDS[word] for word in words)


def in_english(attribute: str) -> str:
    """Return the English name of a Chinese attribute, or nothing when it is not known."""
    return ENGLISH.get(folded(attribute).replace(" ", ""), ENGLISH.get(folded(attribute), ""))
