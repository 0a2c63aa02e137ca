"""How Chinese posts are titled and end, and how a film begins and closes."""

NOTE_TITLES = (
    "{when}，就{use}这{mw}{near}", "{when}的{one}{near}", "{name}｜{for}", "{for}，选了这{mw}{near}",
    "{noun}分享｜{for}", "{near}怎么选？先看这几点", "给{for}挑{one}{near}", "{for}，有它就好",
    "{when}{use}什么{near}", "{one}适合{for}的{near}", "这{mw}{near}，适合{for}",
)  # fmt: skip
ENDINGS = (
    "你会在什么时候用它？", "你看重哪一点？", "{moment}", "先收藏，需要时再看。", "想问什么，评论区见。",
    "你平时{use}什么样的{near}？", "还想知道什么，留言告诉我。",
)  # fmt: skip
SUITS = "适合{for}。"
WHAT_IS = "{name}是什么？"
HEADS: dict[str, tuple[str, ...]] = {"name": ("认识一下",), "brief": ("补充说明",)}
FILM_OPENINGS: dict[str, tuple[str, ...]] = {
    "plain": ("挑{noun}，先看这几点。", "{when}{use}的{near}，来看这{mw}。", "{when}{use}什么{near}？看看这{mw}。",
              "介绍{one}{near}，{name}。", "想换{one}{near}？先看完这条。", "来看{name}。"),
    "warm": ("{when}，你想要{one}什么样的{near}？", "想给自己添{one}{near}吗？", "{for}，你{use}的是哪{mw}{near}？",
             "给你看{one}适合{for}的{near}。", "{when}，有它陪你。", "跟你说说{name}。"),
    "lively": ("{when}{use}什么？看它。", "找{near}？别划走。", "{when}，缺{one}{near}？", "换{near}？先看这{mw}。",
               "花点时间，认识{one}{near}。", "{name}，来了。"),
}  # fmt: skip
FILM_CLOSINGS: dict[str, tuple[str, ...]] = {
    "plain": ("{by}，适合{for}。", "这就是{by}。", "{by}，{when}用得上。", "{by}，{when}、{when2}都能{use}。"),
    "warm": ("{by}，{when}陪着你。", "{by}，适合{for}。", "{by}。{moment}", "{when}，记得还有{by}。"),
    "lively": ("{by}，安排上。", "{by}。{moment}", "记住它，{by}。", "就它了，{by}。"),
}  # fmt: skip
