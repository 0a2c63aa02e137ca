"""How English posts are titled and end, and how a film begins and closes."""

# Xiaohongshu: 20 characters, so the shortest words
NOTE_TITLES = ("{name}", "Meet the {noun}", "Hello, {noun}", "Notes on a {noun}", "One {noun}, daily",
               "{Scene}", "About this {noun}")  # fmt: skip
ENDINGS = (
    "Where would you use {them}?", "Which part would you look at first?", "{Moment}",
    "Save this for later.", "Tell us where {it} would go.", "Questions? Ask away.",
    "Who would you show this to?",
)  # fmt: skip
SUITS = "For {scene}."
WHAT_IS = "What <is/are> {named}?"
FILM_OPENINGS: dict[str, tuple[str, ...]] = {
    "plain": ("<This is/These are> {named}.", "Here <is/are> {named}.", "Let us look at {named}.", "{Named}, in short."),
    "warm": ("Meet {named}.", "For {scene}: {named}.", "Think of {scene}.", "Say hello to {named}."),
    "lively": ("Ready for {scene}?", "Look at {this}.", "Meet {named}.", "One minute for {this}?",
               "Looking for {what}?"),
}  # fmt: skip
FILM_CLOSINGS = ("{Named}{by}.", "That <is/are> {named}{by}.", "{Named}{by}. Made for {scene}.",
                 "{Name_by}.", "{Named}{by}. {Moment}")  # fmt: skip
