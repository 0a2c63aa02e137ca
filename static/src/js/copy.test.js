import assert from "node:assert/strict";
import { test } from "node:test";
import { plan, query, sizes } from "./copy/choice.js";
import { grown } from "./job/writing.js";
import { MEASURES, whole } from "./text/measure.js";

function form(values) {
  const data = new FormData();
  for (const [name, value] of values) data.append(name, value);
  return data;
}

// --- a text that is being written ---------------------------------------------------------------

test("a text grows from the character it is told from", () => {
  assert.equal(grown("", { at: 0, text: "A mug" }), "A mug");
  assert.equal(grown("A mug", { at: 5, text: " for tea" }), "A mug for tea");
});

test("a gap is told, so that what is missing is asked for", () => {
  assert.equal(grown("A mug", { at: 9, text: "tea" }), null);
});

test("what is told once more changes nothing", () => {
  assert.equal(grown("A mug for tea", { at: 2, text: "mug" }), "A mug for tea");
});

test("words that were taken back are written over", () => {
  assert.equal(grown("A mug for coffee", { at: 10, text: "tea" }), "A mug for tea");
});

test("an emoji is one character, as the server counts", () => {
  assert.equal(grown("☕️🫖", { at: 3, text: "!" }), "☕️🫖!");
});

// --- the choice ---------------------------------------------------------------------------------

const CHOSEN = [
  ["product", "7f3a9f10-0000-4000-8000-000000000001"],
  ["product", "7f3a9f10-0000-4000-8000-000000000002"],
  ["kind", ""],
  ["kind", "title"],
  ["kind", "post"],
  ["network", ""],
  ["network", "x"],
  ["network", "instagram"],
  ["language", "en"],
  ["tone", "warm"],
  ["length", "short"],
  ["brief", "Free shipping"],
];

test("a post counts once for each network", () => {
  assert.deepEqual(sizes(form(CHOSEN)), {
    products: 2,
    kinds: 3,
    languages: 1,
    lacksNetwork: false,
  });
});

test("the address tells the choice, but not what is to be said besides", () => {
  const text = query(form(CHOSEN));

  assert.match(text, /^product=7f3a9f10000040008000000000000001,7f3a9f1000004000800000000000000/);
  assert.match(text, /&kind=title,post&network=x,instagram&language=en&tone=warm&length=short$/);
});

test("what nobody chose stands in the address as nothing", () => {
  const text = query(form([["kind", ""]]));

  assert.equal(text, "kind=&network=&language=");
});

test("the button says what is missing, what it writes, or what is left", () => {
  const full = { products: 3, kinds: 4, languages: 2, left: 988, most: 500 };
  const kind = (changed) => plan({ ...full, ...changed }).kind;

  assert.deepEqual(plan(full), { kind: "make", count: 24 });
  assert.equal(kind({ products: 0 }), "noProduct");
  assert.equal(kind({ kinds: 0 }), "noKind");
  assert.equal(kind({ kinds: 1, lacksNetwork: true }), "noNetwork");
  assert.equal(kind({ languages: 0 }), "noLanguage");
  assert.equal(kind({ isTooLong: true }), "tooLong");
  assert.equal(kind({ left: 0 }), "noneLeft");
  assert.equal(kind({ most: 20 }), "tooMany");
  assert.deepEqual(plan({ ...full, left: 12 }), { kind: "over", count: 24, first: 12, more: 12 });
});

// --- how long a text is -------------------------------------------------------------------------

test("on X Chinese and emoji weigh two, an address twenty-three", () => {
  assert.equal(MEASURES.weight("A mug"), 5);
  assert.equal(MEASURES.weight("马克杯"), 6);
  assert.equal(MEASURES.weight("Look: https://example.com/a/very/long/address?with=words"), 29);
  assert.equal(MEASURES.weight("🫖"), 2);
});

test("two letters count as one Chinese character", () => {
  assert.equal(MEASURES.hanzi("粗陶马克杯"), 5);
  assert.equal(MEASURES.hanzi("粗陶马克杯 350ml"), 8);
});

test("a character beyond the first plane is one", () => {
  assert.equal(MEASURES.signs("🫖茶"), 2);
});

test("tags are counted once each, however they are parted", () => {
  assert.equal(MEASURES.tags("#mug, tea、mug  stoneware"), 3);
  assert.equal(MEASURES.tags(" "), 0);
});

test("a post is measured as it is copied", () => {
  const post = { title: "Slow mornings", body: "A mug.", tags: "mug #tea" };

  assert.equal(whole(post), "Slow mornings\n\nA mug.\n\n#mug #tea");
  assert.equal(whole({ body: "A mug." }), "A mug.");
});
