"""What English says of numbers."""

from generation.writing.forms import Forms

FIGURES: dict[str, Forms] = {
    "capacity": Forms(
        does=("<holds/hold> {v}", "<takes/take> {v}", "<has/have> room for {v}"),
        has=("a capacity of {v}", "room for {v}", "[space|room] for [all of |]{v}"),
        gives=True,
        says=(
            "[The capacity|Capacity] is {v}.",
            "Inside, there is [room|space] for {v}.",
            "[Filled|When full], {s} <holds/hold> {v}.",
        ),
        warm=(
            "There is room for {v}, [so you can take your time|and no rush to finish].",
            "You can [pour|fill] in {v} and [settle down|sit back].",
        ),
        lively=("{v} inside.", "Room for {v}.", "[It takes {v}. Fill it up.|{v}, ready to fill.]"),
    ),
    "content": Forms(
        does=("<contains/contain> {v}", "<comes/come> with {v} inside", "<holds/hold> {v}"),
        has=("a net content of {v}",),
        says=(
            "There [are|is a net content of] {v} inside.",
            "The net content is {v}.",
            "You get {v}.",
        ),
        lively=("{v} inside.", "{v} to get through."),
    ),
    "dimensions": Forms(
        does=("<measures/measure> {v}", "<is/are> {v}"),
        says=(
            "In size, {s} <is/are> {v}.",
            "[As for size|On the tape measure], {s} <is/are> {v}.",
            "[Measured|Put to the ruler], {s} <is/are> {v}.",
        ),
        warm=(
            "To picture {them} at home: {s} <is/are> {v}.",
            "So you can plan [a place|the space] for {them}: {s} <is/are> {v}.",
        ),
        lively=("{Size}. [Now you know where it goes.|That is the space to keep free.]", "{Size}."),
    ),
    "weight": Forms(
        does=("<weighs/weigh> {v}", "<weighs/weigh> in at {v}", "<brings/bring> {v} to the scale"),
        has=("a weight of {v}",),
        says=(
            "[The weight|Weight] is {v}.",
            "On the scale, {s} <shows/show> {v}.",
            "[Weighed|Put on the scale], {s} <weighs/weigh> {v}.",
        ),
        warm=("Pick {them} up and you are holding {v}.",),
        lively=("{v} on the scale.", "[Weight|The weight]: {v}."),
    ),
    "count": Forms(
        does=("<has/have> {v}", "<comes/come> with {v}"),
        has=("{v}",),
        gives=True,
        says=("You [get|will find] {v}.", "[Part of it|Built in]: {v}."),
        warm=("You will find {v} [when you look closer|on closer inspection].",),
        lively=("{V}. [Count them.|All there.]", "You get {v}."),
    ),
    "battery": Forms(
        does=(
            "<runs/run> for {v} [on one|on a single] charge",
            "<lasts/last> {v} between charges",
            "<goes/go> for {v} on a charge",
        ),
        has=("{v} of battery life", "a battery life of {v}"),
        gives=True,
        says=(
            "[The battery lasts|One charge lasts|Battery life is] {v}.",
            "[Once charged|Fully charged|From a full battery], {s} <runs/run> for {v}.",
        ),
        warm=("You have {v} before you need to think of a [plug|cable].",),
        lively=("{v} on one charge.", "Charge once, use for {v}."),
    ),
    "charging": Forms(
        does=("<charges/charge> in {v}", "<is/are> charged in {v}", "<needs/need> {v} to charge"),
        has=("a charging time of {v}",),
        says=(
            "Charging takes {v}.",
            "[A full charge|Filling the battery] takes {v}.",
            "[After|Give it] {v} at the cable[, the battery is full|, and {s} <is/are> ready again].",
        ),
        warm=("Empty? You wait {v} [for a charge|while it charges].",),
        lively=("Empty? {v} and back to full.", "{v} to charge."),
    ),
    "power": Forms(
        does=("<draws/draw> {v}", "<uses/use> {v}", "<runs/run> at {v}"),
        has=("a power of {v}", "{v} of power"),
        says=(
            "[The power|Its power rating|Power] is {v}.",
            "[Switched on|In use], {s} <draws/draw> {v}.",
        ),
        lively=("{v} of power.", "[Power|On the meter]: {v}."),
    ),
    "light": Forms(
        does=("<gives/give> {v} of light", "<shines/shine> with {v}", "<puts/put> out {v}"),
        has=("{v} of light", "a light output of {v}"),
        gives=True,
        says=("[The light output|Light output|Brightness] is {v}.", "[You get|That gives] {v} of light."),
        warm=("There are {v} to [read|work|cook or read] by.",),
        lively=("{v} of light.", "Switch on: {v}."),
    ),
    "warmth": Forms(
        does=("<glows/glow> at {v}", "<shines/shine> at a colour temperature of {v}"),
        has=("a colour temperature of {v}",),
        says=(
            "The [light has a colour temperature of|colour temperature is] {v}.",
            "Its light is set at {v}.",
        ),
        lively=("Colour temperature: {v}.", "The light: {v}."),
    ),
    "keeps": Forms(
        does=("<keeps/keep> drinks {v}",),
        says=(
            "[What you pour in stays|Drinks stay|Your drink stays] {v}.",
            "[Inside|Once poured], drinks stay {v}.",
        ),
        warm=("[Fill {them} in the morning|Pour, close and go]: your drink stays {v}.",),
        lively=("{V}. That is your drink.", "Your drink stays {v}."),
    ),
    "firing": Forms(
        does=("<is/are> fired at {v}", "<goes/go> through the kiln at {v}"),
        says=("The kiln [reaches|is set to] {v}.", "The firing temperature is {v}."),
        lively=("Fired at {v}.", "The kiln? {v}."),
    ),
    "ph": Forms(
        does=("<has/have> a pH of {v}", "<is/are> set to a pH of {v}"),
        has=("a pH of {v}",),
        says=("[The pH is|Its pH is|Measured, the pH is] {v}.",),
        lively=("pH {v}.",),
    ),
    "opened": Forms(
        does=("<keeps/keep> for {v} once opened", "<stays/stay> good for {v} after opening"),
        has=("{v} of use after opening",),
        gives=True,
        says=("[Once opened|After opening|After the first use], [use {them} within|use {them} up in] {v}.",),
        lively=("Open it, then use it within {v}.",),
    ),
    "shelf": Forms(
        does=("<keeps/keep> for {v}",),
        has=("a shelf life of {v}",),
        says=("[The shelf life is|Shelf life:] {v}.",),
    ),
    "warranty": Forms(
        does=("<comes/come> with a warranty of {v}",),
        has=("a warranty of {v}",),
        gives=True,
        says=("The warranty is {v}.", "[It is covered by|There is] a warranty of {v}."),
        lively=("Warranty: {v}.",),
    ),
    "load": Forms(
        does=("<carries/carry> up to {v}", "<bears/bear> {v}", "<takes/take> a load of {v}"),
        has=("a maximum load of {v}",),
        says=("The maximum load is {v}.", "[Load it with|It can be loaded with] up to {v}."),
        lively=("Load it with up to {v}.",),
    ),
    "figure": Forms(
        has=("{al} of {v}",),
        clauses=("{the_l} is {v}", "{the_l} comes to {v}", "{the_l} is given as {v}"),
        says=(
            "{The_l} is {v}.",
            "[Also to note|On the data sheet|To be exact]: {the_l} is {v}.",
            "[If you want to know|In case you wonder about] {the_l}, it is {v}.",
            "{The_l} comes [to|in at] {v}.",
        ),
        lively=("{L}: {v}.", "{The_l}? {v}."),
    ),
    "side": Forms(
        clauses=("{the_p} is {v} {w}", "{the_p} measures {v}", "{the_p} is {v} {w}"),
        says=(
            "{The_p} is {v} {w}.",
            "[Measured on its own|Taken alone], {the_p} is {v} {w}.",
            "{V} {w}: that is {the_p}.",
        ),
        lively=("{The_p}? {v} {w}.", "{V} {w}, that is {the_p}."),
    ),
}  # fmt: skip
