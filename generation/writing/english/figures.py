"""What English says of numbers."""

from generation.writing.english.ways import Ways

FIGURES: dict[str, Ways] = {
    "capacity": Ways(
        does=("<holds/hold> {v}", "<has/have> room for {v}", "<takes/take> {v}", "<has/have> a capacity of {v}"),
        apart=("with room for {v}", "with a capacity of {v}"),
        warm=("There is room for {v}.", "You have room for {v}."),
        lively=("There's room for {v}.",),
    ),
    "content": Ways(
        does=("<contains/contain> {v}", "<comes/come> in a {v} size", "<holds/hold> {v}"),
        apart=("with {v} inside",),
        own=("there <is/are> {v} inside",),
        warm=("You get {v}.",),
    ),
    "dimensions": Ways(
        does=("<is/are> {v}", "<is/are> {v}", "<measures/measure> {v}"),
        apart=("{v}", "measuring {v}", "{v}"),
        warm=("If you like to plan ahead, {s} <is/are> {v}.",),
        lively=("Size? {V}.",),
    ),
    "weight": Ways(
        does=("<weighs/weigh> {v}", "<weighs/weigh> in at {v}", "<comes/come> in at {v}"),
        apart=("weighing {v}", "with a weight of {v}"),
    ),
    "count": Ways(
        does=("<has/have> {v}", "<comes/come> with {v}"),
        apart=("with {v}",),
        warm=("You get {v}.", "You will find {v}."),
        lively=("You get {v}.",),
    ),
    "battery": Ways(
        does=("<runs/run> for {v} on [one|a single] charge", "<lasts/last> {v} on [one|a full] charge",
              "<goes/go> {v} between charges",
              "<offers/offer> {v} of use on one charge", "<has/have> {v} of battery life"),
        apart=("with {v} of battery life", "with a battery life of {v}"),
        own=("the battery lasts {v}", "one charge lasts {v}"),
        warm=("You have {v} before it is time to charge.", "You can go {v} without a cable.",
              "Charge {them} once and you have {v} ahead of you."),
        lively=("One charge, {v} of use.", "Charge once and go for {v}."),
    ),
    "charging": Ways(
        does=("<charges/charge> in {v}", "<is/are> fully charged in {v}", "<needs/need> {v} for a full charge"),
        own=("a full charge takes {v}", "charging takes {v}"),
        warm=("Give {them} {v} on the cable, and you are ready to go again.",
              "Plug {them} in, and {v} later the battery is full.",
              "When the battery is empty, {v} on the cable fill it again."),
        lively=("Running low? {V} and {s} <is/are> full again.",),
    ),
    "power": Ways(
        does=("<draws/draw> {v}", "<uses/use> {v}", "<runs/run> on {v} of power"),
        apart=("drawing {v}", "with a power of {v}"),
        own=("the power rating is {v}",),
    ),
    "light": Ways(
        does=("<gives/give> {v} of light", "<provides/provide> {v} of light", "<puts/put> out {v}", "<shines/shine> with {v}"),
        apart=("with {v} of light", "with a light output of {v}"),
        warm=("You have {v} to read or work by.",),
        lively=("Switch on and get {v} of light.",),
    ),
    "warmth": Ways(
        does=("<has/have> a colour temperature of {v}", "<shines/shine> at {v}"),
        apart=("at a colour temperature of {v}",),
        own=("the light has a colour temperature of {v}", "the colour temperature is {v}"),
    ),
    "keeps": Ways(
        does=("<keeps/keep> drinks {v}", "<holds/hold> a drink {v}"),
        apart=("keeping drinks {v}",),
        own=("drinks stay {v}",),
        warm=("What you pour in stays {v}.", "Fill {them} in the morning, and your drink stays {v}."),
        lively=("Pour, close, go: drinks stay {v}.",),
    ),
    "firing": Ways(
        does=("<is/are> fired at {v}", "<is/are> kiln-fired at {v}", "<goes/go> through the kiln at {v}"),
        apart=("fired at {v}",),
        own=("the kiln reaches {v}", "firing takes place at {v}"),
    ),
    "ph": Ways(
        does=("<has/have> a pH of {v}", "<is/are> set to a pH of {v}"),
        apart=("with a pH of {v}", "at a pH of {v}"),
        own=("the pH is {v}", "the pH value is {v}"),
    ),
    "opened": Ways(
        does=("<keeps/keep> for {v} after opening", "<stays/stay> usable for {v} once opened",
              "can be used for {v} after opening"),
        apart=("with {v} of use after opening",),
        says=("Once opened, use {them} within {v}.", "Use {them} up within {v} of opening.",
              "After opening, {s} <keeps/keep> for {v}."),
        warm=("Once you have opened {them}, you have {v} to use {them} up.",),
    ),
    "shelf": Ways(
        does=("<keeps/keep> for {v}", "<has/have> a shelf life of {v}"),
        apart=("with a shelf life of {v}",),
    ),
    "warranty": Ways(
        does=("<comes/come> with a warranty of {v}", "<is/are> covered by a warranty of {v}"),
        apart=("with a warranty of {v}",),
        own=("the warranty runs for {v}",),
    ),
    "load": Ways(
        does=("<carries/carry> up to {v}", "<holds/hold> loads of up to {v}", "<takes/take> up to {v}"),
        apart=("built for loads of up to {v}",),
    ),
    "figure": Ways(
        does=("<has/have> {al} of {v}",),
        apart=("with {al} of {v}",),
        own=("the {l} is {v}",),
    ),
    "figures": Ways(own=("the {l} are {v}",), apart=("with {l} of {v}",)),
    "drivers": Ways(
        does=("<uses/use> {v} drivers", "<has/have> {v} drivers"),
        apart=("with {v} drivers",),
        own=("the drivers measure {v}",),
    ),
    "side": Ways(
        apart=("with {ap} {v} {w}",),
        own=("the {p} <is/is> {v} {w}", "the {p} measures {v} {how}"),
    ),
}  # fmt: skip
