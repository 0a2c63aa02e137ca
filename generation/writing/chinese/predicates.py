"""Chinese for what a product is or has, by the name of the attribute alone: 防漏."""

import re

STARTS = re.compile(
    r"^(?:可|不|防|能|支持|含|带|无|免|有|附|已|经|采用|耐|易|适|通过|手工|自动|抗|会)"
)
IS = frozenset({"纯素", "无线", "有机", "手工", "手工制作", "天然", "全新", "原装"})
ABLE = re.compile(r"(?:降噪|充电|快充|连接|模式|功能|调节|控制|蓝牙|投屏|唤醒|定时|更换|定制)$")
SAID = {
    "可用洗碗机": ("可以放进洗碗机", "可用洗碗机清洗", "能用洗碗机洗"),
    "可用微波炉": ("可以放进微波炉", "可用微波炉加热", "能进微波炉"),
    "可进烤箱": ("可以放进烤箱", "能进烤箱"),
}
DENIED = {
    "可用洗碗机": "不能放进洗碗机", "可用微波炉": "不能放进微波炉", "可进烤箱": "不能放进烤箱",
}  # fmt: skip
ASKED = {
    "可用洗碗机": "可以放进洗碗机吗？", "可用微波炉": "可以放进微波炉吗？",
    "可进烤箱": "可以放进烤箱吗？",
}  # fmt: skip


def so(label: str) -> tuple[str, ...]:
    """Return the ways to say yes."""
    if label in SAID:
        return SAID[label]
    if label in IS:
        return (f"是{label}的", f"属于{label}")
    if label.startswith("可"):
        return (label, f"能{label[1:]}", f"可以{label[1:]}")
    if label.startswith("不含"):
        return (label, f"没有加{label[2:]}", f"里面{label}")
    if STARTS.match(label):
        return (label, f"能{label}" if label[0] in "防抗" else label, f"本身{label}")
    if ABLE.search(label):
        return (f"支持{label}", f"带{label}", f"有{label}", f"具备{label}", f"配了{label}")
    return (f"带{label}", f"有{label}", f"配{label}", f"附{label}")


def not_so(label: str) -> str:
    """Return the way to say no."""
    if label in DENIED:
        return DENIED[label]
    if label.startswith("不含"):
        return f"含{label[2:]}"
    if label.startswith("不"):
        return label[1:]
    if label.startswith(("有", "带", "附", "含")):
        return f"{'没' if label[0] == '有' else '不'}{label}"
    if label in IS:
        return f"不是{label}的"
    if STARTS.match(label) and not label.startswith(("无", "免")):
        return f"不{label}"
    return f"不支持{label}" if ABLE.search(label) else f"没有{label}"


def asked(label: str) -> str:
    """Return the question."""
    if label in ASKED:
        return ASKED[label]
    if label in IS:
        return f"是{label}的吗？"
    if STARTS.match(label):
        return f"{label}吗？"
    return f"支持{label}吗？" if ABLE.search(label) else f"有{label}吗？"
