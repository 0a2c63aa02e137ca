"""What Chinese says of numbers."""

from generation.writing.chinese.wording import Wording

FIGURES: dict[str, Wording] = {
    "capacity": Wording(
        ("容量 {v}", "能装 {v}", "可装 {v}", "容量为 {v}", "·{v}容量", "装得下 {v}", "容量有 {v}", "装满是 {v}"),
        answers=("容量是 {v}。", "能装 {v}。", "{v}。"),
        heads=("{v}容量", "容量 {v}"),
    ),
    "content": Wording(
        ("净含量 {v}", "净含量为 {v}", "·{v}装", "净含量是 {v}", "·{v}净含量", "净含量有 {v}", "规格为 {v}", "规格 {v}"),
        answers=("净含量是 {v}。", "{v}。"),
        heads=("{v}净含量", "净含量 {v}"),
    ),
    "dimensions": Wording(
        ("{v}", "{v}", "尺寸为{v}", "尺寸是{v}", "{v}"),
        lines=("尺寸：{v}",),
        answers=("{v}。",),
        heads=("{v}",),
    ),
    "side": Wording(  # 高 380 毫米 alone
        ("{v}", "{side} {size}", "{side}为 {size}", "{side}是 {size}"),
        answers=("{v}。", "{side}是 {size}。"), heads=("{v}",),
    ),
    "weight": Wording(
        ("重 {v}", "重量 {v}", "重量为 {v}", "{whole}重 {v}", "重量是 {v}", "·{v}重", "{whole} {v}"),
        answers=("重 {v}。", "重量是 {v}。"),
        heads=("重 {v}",),
    ),
    "count": Wording(
        ("有 {v}", "带 {v}", "配 {v}", "共有 {v}", "设有 {v}", "配有 {v}", "·{v}"),
        answers=("有 {v}。", "共有 {v}。"),
        heads=("{v}",),
    ),
    "battery": Wording(
        ("续航 {v}", "充一次电可用 {v}", "充满电能用 {v}", "·{v}续航", "单次续航 {v}", "一次充满可用 {v}", "充满可用 {v}", "续航时间 {v}",
         "充好一次能用 {v}", "续航为 {v}"),
        warm=("充一次电，能陪你 {v}",), lively=("一充就用 {v}",),
        answers=("充一次电可用 {v}。", "续航 {v}。"),
        heads=("{v}续航", "续航 {v}"),
    ),
    "charging": Wording(
        ("{v}充满", "充满需 {v}", "充电时间 {v}", "充满电要 {v}", "充电 {v}即满", "充满用时 {v}", "充满电需 {v}", "从空到满 {v}",
         "{v}就能充满", "充电 {v}"),
        answers=("充满需要 {v}。", "{v}充满。"),
        heads=("{v}充满", "充电 {v}"),
    ),
    "power": Wording(
        ("功率 {v}", "功率为 {v}", "·{v}功率", "功率是 {v}"),
        answers=("功率是 {v}。",), heads=("{v}功率", "功率 {v}"),
    ),
    "light": Wording(
        ("光通量 {v}", "亮度 {v}", "光通量为 {v}", "亮度为 {v}", "点亮后 {v}"),
        warm=("点亮后有 {v}",), lively=("一开灯就是 {v}",),
        answers=("光通量是 {v}。", "亮度为 {v}。"), heads=("{v}光通量", "亮度 {v}"),
    ),
    "warmth": Wording(
        ("色温 {v}", "色温为 {v}", "光色 {v}", "·{v}色温"),
        answers=("色温是 {v}。",), heads=("{v}色温", "色温 {v}"),
    ),
    "keeps": Wording(
        ("{v}", "可{v}", "能{v}", "装好后{v}", "倒进去可{v}"),
        warm=("早上装好，{v}",),
        answers=("{v}。", "可{v}。"), heads=("{a}",),
    ),
    "firing": Wording(
        ("经 {v}烧制", "以 {v}烧成", "烧制温度 {v}", "·{v}烧制", "窑温 {v}", "入窑 {v}烧成", "烧制温度为 {v}"),
        warm=("在 {v}的窑里烧成",),
        answers=("烧制温度是 {v}。", "经 {v}烧制。"), heads=("{v}烧制",),
    ),
    "ph": Wording(
        ("pH 值 {v}", "pH 值为 {v}", "·pH {v}", "pH 值是 {v}"),
        answers=("pH 值是 {v}。",), heads=("pH 值 {v}",),
    ),
    "opened": Wording(
        ("开封后 {v}内用完", "开封后可用 {v}", "启封后 {v}内用完", "开封起可用 {v}", "开封后使用期限 {v}", "开封后的使用期限为 {v}"),
        warm=("打开后记得在 {v}内用完",),
        answers=("开封后可用 {v}。", "开封后 {v}内用完。"), heads=("开封后可用 {v}",),
    ),
    "shelf": Wording(
        ("保质期 {v}", "保质期为 {v}"), answers=("保质期是 {v}。",), heads=("保质期 {v}",),
    ),
    "warranty": Wording(
        ("质保 {v}", "质保期 {v}", "附 {v}质保"), answers=("有，质保 {v}。", "质保期为 {v}。"), heads=("质保 {v}",),
    ),
    "load": Wording(
        ("承重 {v}", "可承重 {v}", "承重为 {v}"), answers=("承重 {v}。",), heads=("承重 {v}",),
    ),
    "figure": Wording(
        ("{l} {v}", "{l}为 {v}", "{l}是 {v}", "{l} {v}"),
        answers=("{l}是 {v}。", "{v}。"), heads=("{l} {v}",),
    ),
    "unit": Wording(  # 发声单元尺寸 40 毫米
        ("配 {v}{part}", "{l} {v}", "采用 {v}{part}", "{l}为 {v}", "{part} {v}"),
        answers=("{l}是 {v}。",), heads=("{v}{part}", "{l} {v}"),
    ),
}  # fmt: skip
