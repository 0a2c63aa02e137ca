"""How an English text opens and ends."""

# {who}: the speckled stoneware mug from Northbay; {what}: a mug; {d}: holds 350 ml; {a}: made of
# stoneware
OPENINGS: dict[str, tuple[str, ...]] = {
    "plain": (
        "{Who} {d}.",
        "{Who} {d}.",
        "{A}, {who} {d}.",
        "{A}, {who} {d}.",
        "Made for {scene}, {who} {d}.",
        "{Who} {d}. {It} <is/are> made for {scene}.",
        "{Who}, made for {scene}, {d}.",
        "{Who}, {end}, {d}.",
        "{Who} <is/are> made for {scene}.",
        "Here <is/are> {who}, {end}.",
    ),
    "warm": (
        "Meet {who}, {end}.",
        "Meet {who}: {it} {d}.",
        "If you are looking for {what} for {scene}, [take a look at|here <is/are>|consider] {who}: {it} {d}.",
        "For {scene}, there <is/are> {who}. {It} {d}.",
        "Made for {scene}, {who} {d}.",
        "Say hello to {who}, {end}.",
        "Make room in your day for {who}: {it} {d}.",
        "Think of {scene}, and of {who}, {end}.",
        "{Who} {d}. Keep {them} close for {scene}.",
        "When it is time for {scene}, {who} {d}.",
        "{A}, {who} <is/are> made for {scene}.",
        "{Who} <is/are> made for {scene}.",
    ),
    "lively": (
        "Meet {who}, {end}.",
        "Looking for {what} for {scene}? {Who} {d}.",
        "Here <is/are> {who}. {It} {d}.",
        "Made for {scene}: {who}. {It} {d}.",
        "Say hello to {who}. {It} {d}.",
        "{A}: meet {who}.",
        "{Who} {d}. Ready for {scene}?",
        "{Who} <is/are> made for {scene}.",
        "Need {what} for {scene}? Try {who}, {end}.",
    ),
}  # fmt: skip
# A sentence on where the thing is used, where the opening did not say it.
USES: dict[str, tuple[str, ...]] = {
    "plain": ("{It} <is/are> made for {scene}.", "{S} <is/are> meant for {scene} and for {scene2}.",
              "Use {them} for {scene} or {scene2}."),
    "warm": ("{Moment}", "{Moment}", "Keep {them} ready for {scene}.", "Think of {scene}, or of {scene2}.",
             "You can use {them} for {scene} or for {scene2}."),
    "lively": ("{Moment}", "{Moment}", "Think {scene}. Or {scene2}.", "Ready for {scene}?"),
}  # fmt: skip
CLOSINGS: dict[str, tuple[str, ...]] = {
    "plain": ("{It} <is/are> made for {scene}.",),
    "warm": ("{Moment}",),
    "lively": ("{Moment}",),
}
