"""How a Chinese text opens, turns and ends."""

# {name}: 斑点粗陶马克杯; {by}: Northbay; {this}: 这款马克杯; {does}: 容量 350 毫升; {scene}
OPENINGS: dict[str, tuple[str, ...]] = {
    "plain": (
        "{by_name}，适合{scene}。",
        "这是{by_name}，{does}。",
        "{by_name}，为{scene}准备。",
        "{by_name}{does}，适合{scene}。",
        "适合{scene}的，是{by_name}。",
        "介绍一下{by_name}：{does}。",
        "{by_name}，{does}。",
        "[先看|来看]{by_name}：适合{scene}，{does}。",
        "{scene}，可以用{by_name}。",
        "{does}，这是{by_name}。",
    ),
    "warm": (
        "把{scene}留给{by_name}。",
        "[想到|说起]{scene}，就想到{by_name}。",
        "{scene}，有{by_name}陪你。",
        "如果你在为{scene}找一件合用的东西，[看看|认识一下]{by_name}。",

        "{by_name}，{does}，留给{scene}。",
        "[给自己|给家里]添一件{by_name}：{does}。",
        "有些东西是为{scene}准备的，比如{by_name}。",
        "{scene}，可以从{by_name}开始。",
        "[打个招呼|认识一下]：{by_name}，{does}。",
    ),
    "lively": (
        "{scene}？{by_name}，[安排|来了]。",
        "[来了|看这里]：{by_name}。{does}。",
        "{by_name}，{does}，[就这么简单|直接说]。",
        "在找{noun}？[看这里|就看它]：{by_name}。",
        "清单上新：{by_name}，留给{scene}。",
        "{does}？对，{by_name}。",
        "给{scene}选一个：{by_name}。",
        "认识一下，{by_name}。[适合|留给]{scene}。",
    ),
}  # fmt: skip
LEADS: dict[str, tuple[str, ...]] = {
    "make": ("先看它本身。", "先看里外。", "凑近看看。", "先说它本身。", "从里到外看一遍。"),
    "size": ("再看数字。", "尺寸和分量也交代清楚。", "有几个数字可以先记下。", "大小和重量，心里有个数。", "接着看参数。"),
    "power": ("用起来是这样。", "再看它能做什么。", "通上电，再看几个数字。", "说说使用时的数据。", "性能写在这里。"),
    "use": ("日常使用，这几点有用。", "再说平时怎么用。", "放到日子里看。", "用的时候，记住这些。", "实用的几点。"),
    "box": ("最后看看收到什么。", "到手的时候是这样。", "还有包装。", "再说说随货的东西。"),
    "other": ("其余细节，写在这里。", "还有几处细节。", "再补充几点。", "剩下的也说清楚。", "其他信息如下。"),
}  # fmt: skip
CLOSINGS: dict[str, tuple[str, ...]] = {
    "plain": ("这就是{by_name}。", "适合{scene}。", "留给{scene}。", "以上就是{this}。", "为{scene}准备，就是它。"),
    "warm": ("{moment}", "[剩下的|接下来的]，交给{scene}。", "给它留个位置，{scene}用得上。", "{moment}",
             "[余下的|之后的]日子，慢慢用。"),
    "lively": ("{moment}", "轮到你了。", "就这些。{moment}", "留给{scene}，刚好。"),
}  # fmt: skip
