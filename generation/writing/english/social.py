"""How English posts are titled and end, and how a film begins and closes."""

# Xiaohongshu: 20 characters, so the shortest words
NOTE_TITLES = ("{name}", "Meet the {noun}", "Hello, {noun}", "Notes on {what}", "A closer look",
               "{Scene}")  # fmt: skip
ENDINGS = (
    "Where would you use {them}?", "Which detail do you like?", "{Moment}",
    "Save this for later.", "Any questions? Ask in the comments.",
    "Who would you show {them} to?",
)  # fmt: skip
SUITS = "For {scene}."
WHAT_IS = "What <is/are> {named}?"
FILM_OPENINGS: dict[str, tuple[str, ...]] = {
    "plain": ("Looking for {what} for {scene}? <This is/These are> {named}.", "<This is/These are> {named}{by}.",
              "Here <is/are> {named}, made for {scene}.", "Let's take a look at {named}."),
    "warm": ("Picture {scene}. <This is/These are> {named}.", "Come and meet {named}, made for {scene}.",
             "If you need {what} for {scene}, meet {named}.", "Take a moment for {named}."),
    "lively": ("Ready for {scene}? Meet {named}.", "Got a minute? Meet {named}.",
               "Looking for {what} for {scene}? Watch this.", "Need {what}? Here <is/are> {named}."),
}  # fmt: skip
FILM_CLOSINGS = ("{Named}{by}, made for {scene}.", "{Moment} {Named}{by}.",
                 "<That's/Those are> {named}{by}.", "{Named}{by}.")  # fmt: skip
