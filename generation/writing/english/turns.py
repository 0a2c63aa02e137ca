"""How an English text opens, and what it says of use."""

# {who}: the speckled stoneware mug from Northbay; {what}: a mug; {d}: holds 350 ml; {a}: made of
# stoneware
OPENINGS: dict[str, tuple[str, ...]] = {
    "plain": (
        "{Who} {d}.",
        "{Who} {d}.",
        "{A}, {who} {d}.",
        "{A}, {who} {d}.",
        "[Made|Meant] for {scenes}, {who} {d}.",
        "{Who} {d}. {It} <is/are> made for {scenes}.",
        "{Who}, [made|meant] for {scenes}, {d}.",
        "{Who}, {end}, {d}.",
        "{Who} {d} and {e}.",
        "{Who} {d} and {e}.",
        "{A}, {who} {d} and {e}.",
        "{A}, {who} {d} and {e}.",
        "{Who}, {end}, {d} and {e}.",
        "{Who} <is/are> made for {scenes}.",
        "Here <is/are> {who}, {end}.",
    ),
    "warm": (
        "Meet {who}, {end}.",
        "Meet {who}: {it} {d}.",
        "Meet {who}: {it} {d} and {e}.",
        "{A}, {who} {d} and {e}.",
        "{Who} {d} and {e}. Keep {them} close for {scene}.",
        "If you are looking for {what} for {scenes}, [take a look at|here <is/are>|consider] {who}: {it} {d}.",
        "For {scene}, there <is/are> {who}. {It} {d}.",
        "[Made|Meant] for {scenes}, {who} {d}.",
        "Say hello to {who}, {end}.",
        "Picture {scenes}, with {who} close by. {It} {d}.",
        "Make room in your day for {who}: {it} {d}.",
        "Think of {scenes}, and of {who}, {end}.",
        "{Who} {d}. Keep {them} close for {scenes}.",
        "When it is time for {scene}, {who} {d}.",
        "{A}, {who} <is/are> made for {scenes}.",
        "{Who} <is/are> made for {scenes}.",
    ),
    "lively": (
        "Meet {who}, {end}.",
        "Looking for {what} for {scenes}? {Who} {d}.",
        "Here <is/are> {who}. {It} {d}.",
        "Meet {who}. {It} {d} and {e}.",
        "{Who} {d} and {e}.",
        "{A}, {who} {d} and {e}.",
        "Made for {scenes}: {who}. {It} {d}.",
        "Say hello to {who}. {It} {d}.",
        "{A}, {who} {d}.",
        "{Who} {d}. Ready for {scenes}?",
        "{Who} <is/are> made for {scenes}.",
        "Need {what} for {scenes}? Try {who}, {end}.",
    ),
}  # fmt: skip
# A sentence on where the thing is used, where the opening did not say it.
USES: dict[str, tuple[str, ...]] = {
    "plain": ("{It} <is/are> made for {scene} and {scene2}.", "{S} <is/are> meant for {scene} and {scene2}.",
              "Use {them} for {scene} or {scene2}.", "{S} <is/are> [made|meant] for {scene}.", "Keep {them} at hand for {scene}."),
    "warm": ("{Moment}", "{Moment}", "Keep {them} ready for {scene}.", "Think of {scene}, or of {scene2}.",
             "You can use {them} for {scene} or for {scene2}."),
    "lively": ("{Moment}", "{Moment}", "Think {scene}. Or {scene2}.", "Grab {them} for {scene}."),
}  # fmt: skip
