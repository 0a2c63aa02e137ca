"""What English says of things that are worded, not measured."""

from generation.writing.english.ways import Ways

WORDED: dict[str, Ways] = {
    "material": Ways(
        does=("<is/are> made of {v}", "<is/are> made from {v}", "<is/are> crafted from {v}"),
        apart=("made of {v}", "made from {v}"),
        own=("the material is {v}", "the material used is {v}"),
        warm=("What you see and touch is {v}.", "Run a hand over {them}: {v}."),
        lively=("Made of {v}.", "The material? {V}."),
    ),
    "craft": Ways(
        does=("<is/are> made with {v}",),
        apart=("made with {v}",),
        lively=("Made with {v}.",),
    ),
    "colour": Ways(
        does=("<comes/come> in {v}", "<is/are> finished in {v}"),
        apart=("in {v}", "finished in {v}"),
        own=("the colour is {v}",),
        warm=("You get {them} in {v}.",),
        lively=("The colour? {V}.",),
    ),
    "colours": Ways(
        does=("<comes/come> in {v}",),
        apart=("in {v}",),
        own=("the colours are {v}",),
        warm=("You get {them} in {v}.",),
        lively=("The colours? {V}.",),
    ),
    "origin": Ways(
        does=("<is/are> made in {v}", "<comes/come> from {v}"),
        apart=("made in {v}",),
        says=("{It} <is/are> from {v}.",),
        lively=("Made in {v}.",),
    ),
    "ingredient": Ways(
        does=("<is/are> made with {v}", "<contains/contain> {v}"),
        apart=("made with {v}", "with {v}"),
        own=("the key ingredient is {v}", "{v} is the key ingredient"),
        warm=("At its heart is {v}.",),
        lively=("The key ingredient? {V}.",),
    ),
    "texture": Ways(
        does=("<has/have> the texture of {v}", "<has/have> the feel of {v}", "<feels/feel> like {v}"),
        apart=("with the texture of {v}", "with the feel of {v}"),
        warm=("On your fingertips, {s} <has/have> the feel of {v}.",),
        lively=("The texture? {V}.",),
    ),
    "feel": Ways(
        does=("<feels/feel> {v}", "<has/have> {a} texture"),
        apart=("with {a} texture",),
        own=("the texture is {v}",),
        lively=("The texture? {V}.",),
    ),
    "scent": Ways(
        does=("<smells/smell> of {v}", "<has/have> a scent of {v}"),
        apart=("with a scent of {v}",),
        own=("the scent is {v}",),
        warm=("Open {them} and you notice {v}.",),
        lively=("The scent? {V}.",),
    ),
    "closure": Ways(
        does=("<closes/close> with {v}", "<fastens/fasten> with {v}"),
        apart=("with {v} to close {them}",),
        own=("{v} keeps {them} closed",),
        lively=("To close {them}: {v}.",),
    ),
    "lining": Ways(
        does=("<is/are> lined with {v}",),
        apart=("lined with {v}",),
        own=("the lining is {v}", "inside, the lining is {v}"),
        lively=("Inside? A lining of {v}.",),
    ),
    "hardware": Ways(
        does=("<has/have> {v} hardware",),
        apart=("with {v} hardware",),
        own=("the hardware is {v}",),
    ),
    "insulation": Ways(
        does=("<is/are> insulated by {v}",),
        apart=("insulated by {v}",),
        own=("{v} does the insulating", "{v} provides the insulation"),
    ),
    "lid": Ways(
        does=("<closes/close> with {v}",),
        apart=("with {v} on top",),
        own=("the lid is {v}",),
    ),
    "filling": Ways(
        does=("<is/are> filled with {v}",),
        apart=("filled with {v}",),
        own=("the filling is {v}",),
    ),
    "included": Ways(
        does=("<comes/come> with {v}",),
        own=("{v} is included",),
        apart=("with {v} included",),
    ),
    "bulb": Ways(
        does=("<takes/take> {v}",),
        own=("the bulb is {v}",),
        apart=("with {v}",),
    ),
    "connection": Ways(
        does=("<connects/connect> by {v}", "<connects/connect> over {v}",
              "can be connected by {v}"),
        own=("the connection is by {v}",),
        warm=("You connect {them} by {v}.",),
        lively=("Connect by {v} and go.",),
    ),
    "port": Ways(
        does=("<charges/charge> by {v}", "<charges/charge> over {v}", "<is/are> charged by {v}"),
        own=("charging is by {v}",),
        warm=("You charge {them} by {v}.",),
    ),
    "fits": Ways(
        does=("<fits/fit> {v}", "<has/have> room for {v}", "<takes/take> {v}"),
        apart=("with room for {v}",),
        own=("there is room for {v}",),
        warm=("You can pack {v}.", "In the morning, in go {v}."),
        lively=("Pack {v} and go.", "In go {v}."),
    ),
    "audience": Ways(
        does=("<suits/suit> {v}", "<is/are> made for {v}", "<is/are> suited to {v}", "<is/are> meant for {v}"),
        apart=("made for {v}", "suited to {v}"),
    ),
    "purpose": Ways(
        does=("<is/are> made for {v}", "<is/are> meant for {v}"),
        apart=("made for {v}", "meant for {v}"),
        warm=("You can use {them} for {v}.",),
        lively=("Use {them} for {v}.",),
    ),
    "works": Ways(
        does=("<works/work> with {v}",),
        apart=("compatible with {v}",),
        lively=("Use {them} with {v}.",),
    ),
    "contents": Ways(
        own=("the box contains {v}",),
        says=("In the box, you will find {v}.", "The box contains {v}.", "You receive {v}.",
              "What you get: {v}."),
        warm=("Open the box and you find {v}.", "When the parcel arrives, you unpack {v}."),
        lively=("In the box: {v}.",),
    ),
    "packaging": Ways(
        does=("<comes/come> in {v}", "<is/are> packed in {v}", "<arrives/arrive> in {v}"),
        apart=("packed in {v}",),
        own=("the packaging is {v}",),
        warm=("{It} <reaches/reach> you in {v}.",),
    ),
    "details": Ways(
        does=("<has/have> {l} of {v}",),
        apart=("with {l} of {v}",),
        own=("the {l} are {v}",),
        lively=("The {l}? {V}.",),
    ),
    "detail": Ways(
        own=("the {l} {l_is} {v}",),
        lively=("The {l}? {V}.",),
    ),
}  # fmt: skip
# A label that is said in its own way.
PARTS = {
    "closure": "closure", "lining": "lining", "hardware": "hardware", "insulation": "insulation",
    "lid": "lid", "filling": "filling", "bulb": "bulb",
}  # fmt: skip

# Values that are no noun phrase, by their shape; {v} is the value as it stands, {V} capitalised.
ACTS = ("{V}.", "To look after {them}, {v}.", "To care for {them}, {v}.")
DIRECTIONS = ("{V}.", "{V}.", "To use {them}, {v}.", "How to use {them}: {v}.", "Directions: {v}.",
              "When you use {them}, {v}.")  # fmt: skip
OPERATION = ("To use the {l}, {v}.", "To operate the {l}, {v}.")
INSTRUCTED = ("{V}.", "For {l}, {v}.")
NOTED = ("{L}: {v}.", "A note on {the_l}: {v}.", "About {the_l}: {v}.")
NONE = ("There is no {l} {v}.", "{S} <has/have> no {l} {v}.")
