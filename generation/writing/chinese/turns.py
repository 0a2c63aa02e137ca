"""How a Chinese text opens, turns and ends."""

# {by}: Northbay 斑点粗陶马克杯; {one}: 一只; {near}: 杯子; {a}, {b}: what is said of it; {A}: before 的
OPENINGS: dict[str, tuple[str, ...]] = {
    "plain": (
        "{by}，{a}，{b}。", "{by}，{a}，适合{for}。", "{by}{a}，适合{for}。", "{by}，{when}[可用|能用]：{a}，{b}。", "{by}是{one}{A}的{near}，{b}。",
        "{by}是{one}{A}的{near}，适合{for}。", "{by}，{one}{A}的{near}。", "{by}为{for}准备，{a}，{b}。",
        "{by}，{when}[用得上|可以用]，{a}。", "{when}{use}的{near}，[可以选|来看]{by}：{a}，{b}。", "[这是|来看]{by}，{a}，{b}。",
        "{by}，{one}适合{for}的{near}，{a}。", "{by}{a}，{b}。", "{when}{use}的{near}，{by}，{a}。", "{by}，{a}，{b}，适合{for}。",
        "{by}，{a}，{for}、{for2}都适合。", "[适合{for}的|{for}可用的]{near}：{by}，{a}，{b}。", "{when}、{when2}，{by}都用得上。{a}，{b}。",
        "{one}{A}的{near}：{by}，适合{for}。", "{by}是[为{for}准备|适合{for}]的{near}，{a}。",
    ),
    "warm": (
        "{when}，你可以用上{by}：{a}，{b}。", "想为{for}[添|挑|选]{one}{near}，[可以看看|来看看]{by}，{a}。",
        "{by}{a}，{when}，你用得上。", "[如果你|要是你]正在[挑|找|选]{one}{near}，[不妨看看|可以看看|来看看]{by}：{a}，{b}。",
        "{by}{a}，{b}，适合留给{for}。", "[给自己|为自己][添|挑]{one}{A}的{near}[吧|]，{by}，适合{for}。",
        "{when}，有{by}陪着你，{a}。",
        "{when}，[不妨|可以]试试{by}：{a}，{b}。", "{by}是{one}{A}的{near}，{when}陪着你。",
        "{for}，[有{one}合心意的{near}就好|选{one}喜欢的{near}吧]。{by}，{a}，{b}。", "{by}，{when}可以陪着你，{a}，{b}。",
        "{one}{A}的{near}，留给{for}：{by}。", "{when}也好，{when2}也好，{by}都在手边，{a}。",
        "[认识一下|来看看]{by}：{a}，{b}。", "[给你看|跟你说说|介绍给你]{one}{near}：{by}，{b}，{a}。", "{by}，{a}，{b}，{when}陪着你。", "{when}{use}的{near}，[选好了吗|有了吗]？{by}，{a}。", "{when}，你[也许|可能]想要{one}{near}：{by}，{a}，{b}。", "[送自己|给自己]{one}{near}：{by}，{a}，{b}。", "{a}，{b}，{by}，{when}陪着你。", "[你在找的|你想要的]{near}，[也许是|会是]{by}吗？{a}，{b}。",
    ),
    "lively": (
        "{when}{use}[什么|哪{mw}]？{by}。{a}，{b}。", "{by}[来了|到了]：{a}，{b}。", "{a}，{b}，它就是{by}。",
        "想找{one}{A}的{near}？看{by}。", "{by}：{a}，{b}。{when}，{use}起来。", "{for}？{by}安排上。{a}。",
        "找{near}？来看{by}，{a}，{b}。", "{near}选哪{mw}？{by}，{a}，{b}。", "{when}，轮到{by}。{a}。",
        "{one}{A}的{near}，名字叫{by}。", "{when}，来{one}{near}：{by}，{a}，{b}。",
        "{by}，{when}、{when2}都能{use}：{a}。", "{for}，就带上{by}。{a}，{b}。", "{by}，{a}。{b}。{when}正好用上。",
        "[看过来|看这里|瞧]，{by}，{a}，{b}。", "[想换|想添|在挑]{near}？{by}，{a}，{b}。",
    ),
}  # fmt: skip
# Before a sentence on the topic; never before a word it has itself.
LEADS: dict[str, tuple[str, ...]] = {
    "material": ("用料上，", "材质上，"), "craft": ("工艺上，", "做工上，"), "dimensions": ("尺寸上，", "大小上，"),
    "yes": ("日常使用，", "平时用，"), "connection": ("连接上，",), "care": (), "packaging": ("包装上，",),
    "texture": ("质地上，",), "keeps": ("温度上，",), "fits": ("收纳上，",),
    "part": ("细节上，", "细节处，"), "detail": ("细节上，",), "battery": ("用起来，",), "light": ("点亮后，",),
}  # fmt: skip
WARM_LEADS: dict[str, tuple[str, ...]] = {
    "material": ("拿近了看，", "看看用料，"), "craft": ("慢慢看，", "细看，"), "dimensions": ("大小你看一眼：", "先看看大小："),
    "yes": ("平时用，", "每天用，"), "part": ("细节处，", "再看细节，"),
    "care": (), "battery": ("带出门，", "用起来，"), "light": ("点亮后，",), "texture": ("上手试试，", "抹一点，"),
}  # fmt: skip
LIVELY_LEADS: dict[str, tuple[str, ...]] = {
    "material": ("看用料：", "先说用料："), "craft": ("看做工：", "做工呢？"), "dimensions": ("看大小：", "多大？"),
    "yes": ("好用的点：", "划重点："), "colour": ("看颜色：", "什么色？"), "part": ("看细节：",), "detail": ("看细节：",),
    "battery": ("续航呢？", "看续航："), "weight": ("多重？",), "light": ("多亮？",), "texture": ("看质地：",),
    "connection": ("怎么连？",), "keeps": ("冷热呢？",), "contents": ("开箱：",), "origin": ("哪里产？",),
    "audience": ("谁能用？",), "packaging": ("看包装：",),
}  # fmt: skip
CLOSINGS: dict[str, tuple[str, ...]] = {
    "plain": ("适合{for}。", "{when}、{when2}都用得上。", "{for}和{for2}，都适合。", "{when}用得上。",
              "{when}、{when2}都能{use}。", "适合{for}，也适合{for2}。"),
    "warm": ("{moment}", "{moment}", "{when}，想起来就用。", "{when}，你用得上。", "{when}、{when2}，都可以{use}。"),
    "lively": ("{moment}", "{moment}", "{for}，就它了。"),
}  # fmt: skip
