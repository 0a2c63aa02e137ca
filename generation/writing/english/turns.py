"""How an English text opens, turns and ends."""

# {named}: the speckled stoneware mug; {by}: from Northbay; {what}: a mug; {does}: holds 350 ml
OPENINGS: dict[str, tuple[str, ...]] = {
    "plain": (
        "{Named}{by} <is/are> {what} for {scene}.",
        "{Named}{by} <is/are> [made|meant] for {scene}.",
        "<This is/These are> {named}{by}, {what} for {scene}.",
        "{Named}{by} {does}.",
        "Here <is/are> {named}{by}, {what} that {does}.",
        "For {scene}, there <is/are> {named}{by}.",
        "With {named}{by}, you get {what} that {does}.",
        "{What} for {scene}: that is {named}{by}.",
        "{What} that {does}: {named}{by}.",
        "{Named}{by} {does}. [Made for|Meant for|A companion for|One for] {scene}.", "{What} that {does}: {named}{by}, for {scene}.",
        "For {scene}: {named}{by}, {what} that {does}.",
    ),
    "warm": (
        "Some things are made for {scene}. {Named}{by} <is/are> one of them.",
        "[Think of|Picture] {scene}: that is where {named}{by} <comes/come> in.",
        "If you are looking for {what} for {scene}, take a look at {named}{by}.",
        "Meet {named}{by}, {what} for {scene}.",
        "{Named}{by} <keeps/keep> you company, and <is/are> made for {scene}.",
        "Make room for {named}{by}: {what} that {does}.",
        "[Welcome|Say hello to] {named}{by}, {what} that {does}.",
        "You wanted {what} for {scene}. Here <is/are> {named}{by}.",
        "There <is/are> {what} that {does}, made for {scene}: {named}{by}.",
        "For {scene}, we have {named}{by}. [It is {what} that {does}.|Let us introduce {them}.]",
    ),
    "lively": (
        "Meet {named}{by}. Made for {scene}.",
        "{Named}{by} {does}. [Simple as that.|That is a start.]",
        "Looking for {what} for {scene}? [Here you go|Look here]: {named}{by}.",
        "Ready for {scene}? {Named}{by} <is/are>.",
        "New on your list: {named}{by}, for {scene}.",
        "{What} that {does}? [Yes.|Found.] {Named}{by}.",
        "One for {scene}: {named}{by}.",
        "{Named}{by}. For {scene}.",
        "Hello from {named}{by}: {what} that {does}.",
    ),
}  # fmt: skip
# Put before the first sentence of a paragraph.
LEADS: dict[str, tuple[str, ...]] = {
    "make": ("A closer look shows how {it} <is/are> made.", "First, what {it} <is/are> made of.",
             "Start with the making.", "Now to the making.", "Look closely.",
             "The details begin with the making.", "Here is what goes into {them}."),
    "size": ("Now for the numbers.", "The figures, then.", "Some measurements help.",
             "A few figures to plan with.", "How big, how heavy?", "Next, the figures.",
             "You may want to measure."),
    "power": ("In use, a few figures count.", "Then there is what {it} can do.",
              "And in operation?", "Now to the technical side.", "On to what {it} can do.",
              "Here is what happens in use."),
    "use": ("In daily life, this helps.", "And in everyday use?", "For day-to-day use, note this.",
            "Now to living with {them}.", "A few practical points.", "The practical side, then.",
            "What about every day?"),
    "box": ("Last, what arrives.", "And when {it} <arrives/arrive>?",
            "A word on what comes along.", "Finally, the parcel."),
    "other": ("Some further details.", "More details follow.", "There is more to note.",
              "The rest, in short.", "A few details more.", "Also good to know."),
}  # fmt: skip
CLOSINGS: dict[str, tuple[str, ...]] = {
    "plain": ("{That_is} {named}{by}.", "[Made|Meant] for {scene}.", "{What} for {scene}.",
              "[So much for|That covers] {named}.", "In one line: {what} for {scene}."),
    "warm": ("{Moment}", "[Give {them} a place|Find {them} a spot], and {it} <is/are> there for {scene}.",
             "[The rest|What comes next] is yours.", "Keep {them} ready for {scene}.",
             "{Moment} {The_noun} <is/are> ready."),
    "lively": ("{Moment}", "Your turn.", "[That is all.|That is it.] {Moment}", "Go on, it is {noun} time.",
               "Ready for {scene}."),
}  # fmt: skip
