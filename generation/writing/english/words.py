"""What English says of things that are worded, not measured."""

from generation.writing.forms import Forms

WORDED: dict[str, Forms] = {
    "material": Forms(
        does=("<is/are> made [from|with] {v}", "<is/are> made of {v}", "<is/are> crafted [from|in] {v}"),
        says=(
            "[The material is|For the material, we chose|As a material, there is] {v}.",
            "[What {it} <is/are> made from|What goes into {it}]: {v}.",
            "{V}: [that is the material|this is what {it} <is/are> made from].",
        ),
        warm=(
            "[Pick {them} up|Take {them} in your hands] and you meet {v}.",
            "{V}: [that is what you hold|you see it and you feel it].",
        ),
        lively=("{V}. [That is it.|That is the material.|Nothing hidden.]", "Made from {v}."),
    ),
    "craft": Forms(
        says=(
            "[The making|How {it} <is/are> made|On the craft]: {v}.",
            "[Behind|In] {them}: {v}.",
        ),
        warm=("[You can see how {it} <was/were> made|The making shows]: {v}.",),
        lively=("{V}. That is how.", "How it is made? {V}."),
    ),
    "colour": Forms(
        does=("<comes/come> in {v}", "<is/are> coloured in {v}", "<wears/wear> {v}"),
        says=(
            "[The colour is|In colour, {s} <is/are>|The colour you see is] {v}.",
            "[You will see|You get] {v} [as the colour|on the outside].",
            "{V}: that is the colour.",
        ),
        warm=(
            "The colour, {v}, [is easy to live with|sits easily beside what you own].",
            "{V}: [a colour to come home to|there is your colour].",
        ),
        lively=("In {v}.", "{V}. [That is the colour.|Yes, that is the colour.]", "The colour? {V}."),
    ),
    "origin": Forms(
        does=("<comes/come> from {v}", "<is/are> made in {v}", "<has/have> {its} origin in {v}"),
        says=(
            "[The origin is|The place of origin is] {v}.",
            "[Where {it} <comes/come> from|Where {it} <is/are> made]: {v}.",
            "{V} is [where it is made|where {it} <comes/come> from].",
        ),
        warm=("[The way to you starts|It all starts] in {v}.", "From {v} [to your door|to you].",),
        lively=("From {v}.", "[Born|Made] in {v}."),
    ),
    "ingredient": Forms(
        does=("<contains/contain> {v}", "<works/work> with {v}", "<is/are> made with {v}"),
        says=(
            "[The key ingredient is|At its centre is|Its main ingredient is] {v}.",
            "[Look at the ingredients and you find|On the label you find] {v}.",
        ),
        warm=("What you are giving your day is {v}.", "At its heart is {v}."),
        lively=("Inside: {v}.", "[The key ingredient|Key ingredient]: {v}."),
    ),
    "texture": Forms(
        does=("<has/have> the texture of {v}", "<comes/come> as {v}", "<has/have> the feel of {v}"),
        says=("[The texture is|In texture, {s} <is/are>|To the touch, {s} <is/are>] {v}.",),
        warm=("[Under your fingers|On your fingertips], {s} <is/are> {v}.",),
        lively=("Texture: {v}.", "The feel? {V}."),
    ),
    "scent": Forms(
        does=("<smells/smell> of {v}", "<carries/carry> a scent of {v}"),
        says=("[The scent is|Its scent is|As scent, there is] {v}.",),
        warm=("[Open|Lean over] {them} and there is {v}.",),
        lively=("The scent: {v}.", "Smells of {v}."),
    ),
    "part": Forms(
        does=("<closes/close> with {v}",),
        clauses=("the {l} is {v}",),
        says=("[The {l} is|For the {l}, there is|As {l}, there is] {v}.", "{V} [serves|works] as the {l}."),
        lively=("{L}: {v}.", "The {l}? {V}."),
    ),
    "connection": Forms(
        does=("<connects/connect> by {v}", "<links/link> up by {v}"),
        says=("[{S} <connects/connect>|You connect {them}] [by|over] {v}.", "[The connection is|Connection is by] {v}."),
        warm=("You connect by {v}, [as suits you|as you like].",),
        lively=("Connect by {v}.", "Connection: {v}."),
    ),
    "port": Forms(
        does=("<charges/charge> [over|by] {v}", "<takes/take> {its} charge over {v}"),
        has=("a {v} port",),
        gives=True,
        says=("[The charging port is|For charging, there is|Charging is by] {v}.",),
        lively=("[Plugs into|Charges by] {v}.",),
    ),
    "fits": Forms(
        does=("<fits/fit> {v}", "<has/have> room for {v}", "<takes/take> {v}"),
        has=("room for {v}",),
        gives=True,
        says=("[There is space for|What goes in:|Inside you can fit] {v}.",),
        warm=("[You can pack|You can take along|In go] {v}, [and off you go|and you are ready].",),
        lively=("Pack {v}. Go.", "In go {v}.", "Room for {v}."),
    ),
    "audience": Forms(
        does=("<is/are> made for {v}", "<suits/suit> {v}", "<is/are> meant for {v}"),
        says=("[It suits|The right match is|Who it is for:] {v}.",),
        warm=("If you are looking for something for {v}, this is [what it was made for|the one to look at].",),
        lively=("Made for {v}.", "For {v}."),
    ),
    "purpose": Forms(
        does=("<works/work> for {v}", "<is/are> meant for {v}"),
        says=("[Use it for|Its use is|It is meant for] {v}.", "{L}: {v}."),
        lively=("For {v}.", "Use it for {v}."),
    ),
    "contents": Forms(
        says=(
            "[In the box|In the package|When you open the box,] you [find|get] {v}.",
            "[The box holds|The package contains|What arrives:] {v}.",
        ),
        warm=("Open the box and you find {v}.",),
        lively=("In the box: {v}.", "Unpack {v}."),
    ),
    "packaging": Forms(
        does=("<comes/come> in {v}", "<arrives/arrive> in {v}", "<is/are> packed in {v}"),
        says=("[The packaging is|As packaging, there is] {v}.", "{V}: that is the packaging."),
        warm=("On your shelf, {s} <stands/stand> in {v}.",),
        lively=("Packed in {v}.", "Comes in {v}."),
    ),
    "detail": Forms(
        clauses=("{the_l} {l_is} {v}", "for {the_l} there is {v}"),
        says=(
            "{The_l} {l_is} {v}.",
            "[For|As for] {the_l}, [there is|you get|we chose] {v}.",
            "[Look at|A word on|Note] {the_l}: {v}.",
            "Then there {l_is} {the_l}: {v}.",
            "{V}: that is {the_l}.",
        ),
        warm=(
            "You will [also|soon] notice {the_l}: {v}.",
            "[A detail worth knowing|A detail to look at] is {the_l}: {v}.",
        ),
        lively=("{L}: {v}.", "{The_l}? {V}.", "{V}. That is {the_l}."),
    ),
}  # fmt: skip

# Values that are no noun phrase, by their shape; {v} is the value as it stands, {V} capitalised.
ACTS = (
    "[To look after|To care for] {them}, {v}.",
    "[Looking after {them}|Taking care of {them}]: {v}.",
    "[As for care|On care]: {v}.",
)
DIRECTIONS = (
    "[To use {them}|How to use {them}]: {v}.",
    "Using {them} [goes like this|works like this]: {v}.",
    "[The way to use {them}|In use]: {v}.",
)
OPERATION = (
    "[To use the {l}|For the {l}]: {v}.",
    "[A word on|On|About] the {l}: {v}.",
)
DOES = ("{S} <is/are> {v}.", "{This} <is/are> {v}.")
NOTED = (
    "[On|About|A word on] {the_l}: {v}.",
    "[Worth knowing on|To note on] {the_l}: {v}.",
    "{L}: {v}.",
)
NONE = (
    "There is no {l} {v}.",
    "No {l} {v}.",
    "[You will find|{S} <has/have>] no {l} {v}.",
)
