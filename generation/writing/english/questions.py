"""What shoppers ask, and the heads of selling points, in English."""

# {s}: this mug
QUESTIONS: dict[str, tuple[str, ...]] = {
    "capacity": ("How much <does/do> {s} hold?", "What is the capacity of {s}?", "How much fits inside?"),
    "content": ("How much is inside?", "What is the net content?"),
    "dimensions": ("What size <is/are> {s}?", "How big <is/are> {s}?", "What are the measurements?"),
    "weight": ("How heavy <is/are> {s}?", "How much <does/do> {s} weigh?"),
    "count": ("How many {l} <does/do> {s} have?", "How many {l} are there?"),
    "battery": ("How long does the battery last?", "How long <does/do> {s} run on one charge?"),
    "charging": ("How long does charging take?", "How long <does/do> {s} take to charge?"),
    "power": ("How much power <does/do> {s} use?", "What is the power rating?"),
    "light": ("How bright <is/are> {s}?", "How much light <does/do> {s} give?"),
    "warmth": ("What colour temperature does the light have?", "How warm is the light?"),
    "keeps": ("How long <does/do> {s} hold the temperature?", "How long does a drink keep its temperature?"),
    "firing": ("At what temperature <is/are> {s} fired?",),
    "ph": ("What pH <does/do> {s} have?", "What is the pH value?"),
    "opened": ("How long <does/do> {s} keep after opening?", "How soon should I use {them} up?"),
    "shelf": ("What is the shelf life?", "How long <does/do> {s} keep?"),
    "warranty": ("How long is the warranty?", "What warranty is there?"),
    "load": ("How much weight can {s} take?", "What is the maximum load?"),
    "material": ("What <is/are> {s} made of?", "Which materials <is/are> {s} made from?"),
    "craft": ("How <is/are> {s} made?", "How <is/are> {s} crafted?"),
    "colour": ("What colour <is/are> {s}?", "Which colour will I get?"),
    "origin": ("Where <is/are> {s} made?", "Where <does/do> {s} come from?"),
    "ingredient": ("What is the key ingredient?", "Which ingredient stands out?"),
    "texture": ("What does the texture feel like?", "What is the texture like?"),
    "scent": ("<Does/Do> {s} have a scent?", "What about the scent?"),
    "connection": ("How <does/do> {s} connect?", "How do I connect {them}?"),
    "port": ("How <is/are> {s} charged?", "How do I charge {them}?"),
    "fits": ("What fits inside?", "What can I carry in {them}?"),
    "audience": ("Who <is/are> {s} made for?", "Who <is/are> {s} suited to?"),
    "contents": ("What is in the box?", "What comes in the box?"),
    "packaging": ("How <is/are> {s} packed?", "What is the packaging?"),
    "care": ("How do I care for {them}?", "How do I look after {s}?"),
    "directions": ("How do I use {them}?", "How <is/are> {s} used?"),
    "operation": ("How do I use the {l}?", "How do I operate {them}?"),
}  # fmt: skip
LABELLED = (
    "What about {the_l}?",
    "What can you tell me about {the_l}?",
    "Can you tell me more about {the_l}?",
)
# By the label, where a part has a question of its own.
ASKED = {
    "closure": ("How <does/do> {s} close?",), "lining": ("What is the lining made of?",),
    "lid": ("What kind of lid <does/do> {s} have?",), "bulb": ("Which bulb <does/do> {s} need?",),
}  # fmt: skip
MEASURED = ("What <is/is> {the_l}?",)
NAMED = ("What about this: {l}?", "{L}: what applies?")

# Of selling points that no fact of theirs can head.
HEADS: dict[str, tuple[str, ...]] = {
    "make": ("How {it} <is/are> made",), "size": ("How big {it} <is/are>",),
    "power": ("What {it} can do",), "use": ("Using {them}",), "box": ("What arrives",),
    "other": ("More on {this}", "What else to know", "The finer details", "Small details",
              "Further details"),
    "brief": ("Also worth knowing",), "name": ("At a glance",),
}  # fmt: skip
