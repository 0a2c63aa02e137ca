"""Chinese for what a product is or has, by the name of the attribute alone: 防漏."""

import re

STARTS = re.compile(
    r"^(?:可|不|防|能|支持|含|带|无|免|有|附|已|经|采用|耐|易|适|通过|手工|自动|抗|会)"
)
IS = frozenset({"纯素", "无线", "有机", "手工", "手工制作", "天然", "全新", "原装"})
PLAIN = frozenset({"透气", "柔软", "轻便", "便携", "环保", "静音", "亲肤", "速干", "保暖", "低敏"})
ABLE = re.compile(r"(?:降噪|充电|快充|连接|模式|功能|调节|控制|蓝牙|投屏|唤醒|定时|更换|定制)$")
SAID_ALREADY = re.compile(r".[可能防不]")  # 外套可拆洗
MACHINE = re.compile(r"(洗碗机|微波炉|烤箱)")
INTO = {"洗碗机": "清洗", "微波炉": "加热", "烤箱": "烘烤"}
BOTH = ("可进{x}，也可进{y}", "{x}、{y}都能用", "能进{x}，也能进{y}", "{x}和{y}都可以用", "可进{x}和{y}",
        "{y}、{x}都能进", "既可进{x}，也可进{y}")  # fmt: skip


def so(label: str) -> tuple[str, ...]:
    """Return the ways to say yes."""
    machine = _machine(label)
    if machine:
        return (
            f"可进{machine}",
            f"可用{machine}{INTO[machine]}",
            f"能放进{machine}",
            f"{machine}可用",
        )
    if label in IS:
        return (label, f"{label}款") if not label.startswith("手工") else (label,)
    if label in PLAIN:
        return (label,)
    if label.startswith("可"):
        return (label, f"能{label[1:]}", f"可以{label[1:]}")
    if label.startswith("防"):
        return (label, f"能{label}", f"{label}设计")
    if STARTS.match(label) or SAID_ALREADY.search(label):
        return (label,)
    if ABLE.search(label):
        return (f"支持{label}", f"带{label}", f"具备{label}", f"有{label}")
    return (f"带{label}", f"配{label}", f"配有{label}")


def both(one: str, other: str) -> tuple[str, ...]:
    """Return the ways to say two that belong together in one breath, or nothing."""
    first, second = _machine(one), _machine(other)
    if first and second and first != second:
        return tuple(frame.replace("{x}", first).replace("{y}", second) for frame in BOTH)
    if one.startswith("不含") and other.startswith("不含"):
        return (f"{one}和{other[2:]}", f"{one}，也{other}", f"{one}、{other[2:]}")
    return ()


def head_of_both(one: str, other: str) -> str:
    """Return a short head for two that belong together."""
    first, second = _machine(one), _machine(other)
    if not both(one, other):
        return ""
    return f"{first}、{second}可用" if first else f"{one}、{other[2:]}"


def not_so(label: str) -> str:
    """Return the way to say no."""
    if _machine(label):
        return f"不能放进{_machine(label)}"
    if label.startswith("不含"):
        return f"含{label[2:]}"
    if label.startswith("不"):
        return label[1:]
    if label.startswith(("有", "带", "附", "含")):
        return f"{'没' if label[0] == '有' else '不'}{label}"
    if label in IS or label in PLAIN:
        return f"不是{label}的"
    if STARTS.match(label) and not label.startswith(("无", "免")):
        return f"不{label}"
    return f"不支持{label}" if ABLE.search(label) else f"没有{label}"


def asked(label: str) -> str:
    """Return the question."""
    if _machine(label):
        return f"可以放进{_machine(label)}吗？"
    if label in IS:
        return f"是{label}的吗？"
    if label.startswith("不含"):
        return f"含{label[2:]}吗？"
    if STARTS.match(label) or label in PLAIN or SAID_ALREADY.search(label):
        return f"{label}吗？"
    return f"支持{label}吗？" if ABLE.search(label) else f"有{label}吗？"


def answered(label: str) -> tuple[str, ...]:
    """Return the ways to answer yes."""
    machine = _machine(label)
    if machine:
        return (f"可以，能进{machine}。", f"可以，{machine}可用。")
    if label.startswith(("可", "能")):
        rest = label[1:].removeprefix("以")
        return (f"可以，能{rest}。", f"能{rest}。", f"可以{rest}。")
    if label.startswith("支持") or ABLE.search(label):
        name = label.removeprefix("支持")
        return (f"支持{name}。", f"支持，有{name}。")
    if label.startswith("不含"):
        return (f"{label}。",)
    if label.startswith(("不", "无", "免")):
        return (f"是的，{label}。", f"对，{label}。")
    if label in IS or label in PLAIN or STARTS.match(label) or SAID_ALREADY.search(label):
        return (f"是的，{so(label)[0]}。",)
    return (f"有，配{label}。", f"有，带{label}。")


def denied(label: str) -> tuple[str, ...]:
    """Return the ways to answer no."""
    said = not_so(label)
    if said.startswith("不能"):
        return (f"不可以，{said}。",)
    if said.startswith("没有"):
        return (f"{said}。",)
    return (f"不，{said}。" if said.startswith("含") else f"{said}。",)


def _machine(label: str) -> str:
    found = MACHINE.search(label)
    return found[1] if found and len(label) <= len(found[1]) + 3 else ""
