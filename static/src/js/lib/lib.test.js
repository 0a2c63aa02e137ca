import assert from "node:assert/strict";
import test from "node:test";
import { signInUrl } from "./api.js";
import { photoType, refusal, secondsLeft } from "./files.js";
import { relative } from "./relative.js";
import { strength } from "./strength.js";
import { counted, fill } from "./strings.js";

test("a name without a value stays in the sentence", () => {
  assert.equal(fill("Uploading {done} of {total}", { done: 3 }), "Uploading 3 of {total}");
});

test("one and many have their own sentences", () => {
  const sentences = { one: "Drop to add {n} photo", many: "Drop to add {n} photos" };
  assert.equal(counted(1, sentences), "Drop to add 1 photo");
  assert.equal(counted(8, sentences), "Drop to add 8 photos");
});

test("a time is told in its largest whole unit", () => {
  const now = Date.parse("2026-05-20T12:00:00Z");
  assert.deepEqual(relative(now - 14 * 60_000, now), [-14, "minute"]);
  assert.deepEqual(relative(now - 26 * 3_600_000, now), [-1, "day"]);
  assert.deepEqual(relative(now - 20_000, now), [0, "second"]);
});

test("a phone's HEIC photo is known by its name when the browser gives no type", () => {
  assert.equal(photoType({ name: "IMG_2041.HEIC", type: "" }), "image/heic");
  assert.equal(photoType({ name: "label-scan.tiff", type: "image/tiff" }), "");
});

test("a file is refused for its type, its emptiness or its size, in that order", () => {
  const limits = { maxBytes: 50 * 1048576 };
  assert.deepEqual(refusal({ name: "scan.tiff", type: "image/tiff", size: 5 }, limits), {
    name: "refusedType",
    values: { type: "TIFF" },
  });
  assert.equal(
    refusal({ name: "a.jpg", type: "image/jpeg", size: 0 }, limits).name,
    "refusedEmpty",
  );
  assert.deepEqual(refusal({ name: "a.jpg", type: "image/jpeg", size: 6e7 }, limits), {
    name: "refusedSize",
    values: { limit: 50 },
  });
  assert.equal(refusal({ name: "a.jpg", type: "image/jpeg", size: 6e6 }, limits), null);
});

test("time left is rounded and hidden until something is known", () => {
  assert.equal(secondsLeft({ done: 10, total: 100, elapsed: 1 }), null);
  assert.equal(secondsLeft({ done: 50, total: 100, elapsed: 13 }), 15);
  assert.equal(secondsLeft({ done: 10, total: 100, elapsed: 14 }), 120);
  assert.equal(secondsLeft({ done: 100, total: 100, elapsed: 14 }), null);
});

test("the way back survives the sign-in", () => {
  assert.equal(
    signInUrl("/accounts/login/", "/w/northbay/library?kind=images&q=a b"),
    "/accounts/login/?expired=1&next=%2Fw%2Fnorthbay%2Flibrary%3Fkind%3Dimages%26q%3Da+b",
  );
});

test("a long phrase is stronger than a short one with symbols", () => {
  const scores = ["short", "password1", "Passw0rd!", "horse lamp", "horse lamp river cup"].map(
    (text) => strength(text),
  );
  assert.deepEqual(scores, [0, 1, 2, 2, 4]);
});
