"""How Chinese posts are titled and end, and how a film begins and closes."""

NOTE_TITLES = (
    "{name}", "{scene}，有它", "{scene}，一件小物", "说说这款{noun}", "{noun}｜{scene}",
    "记录一款{noun}", "{scene}，用这款{noun}", "关于这款{noun}的几件事",
)  # fmt: skip
ENDINGS = (
    "你会放在哪里用？", "你先看哪一点？", "{moment}", "先收藏，慢慢看。", "有想问的，留言告诉我。",
    "你会送给谁？", "换作你，会怎么用？",
)  # fmt: skip
SUITS = "适合{scene}。"
WHAT_IS = "{name}是什么？"
FILM_OPENINGS: dict[str, tuple[str, ...]] = {
    "plain": ("这是{name}。", "来看{name}。", "介绍一下{name}。", "{name}，说几点。"),
    "warm": ("认识一下{name}。", "把{scene}留给它。", "说说{name}。", "{scene}，有它陪你。"),
    "lively": ("{scene}，准备好了吗？", "看这里，{name}。", "在找{noun}？看它。", "{name}，来了。"),
}  # fmt: skip
FILM_CLOSINGS = (
    "{by_name}。",
    "这就是{by_name}。",
    "{by_name}，适合{scene}。",
    "{by_name}。{moment}",
    "记住它，{by_name}。",
)
