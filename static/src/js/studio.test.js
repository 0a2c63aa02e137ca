import assert from "node:assert/strict";
import { test } from "node:test";
import { sizeOf } from "./studio/choice.js";
import { plan } from "./studio/foot.js";
import { duration } from "./studio/order.js";
import { between, innerBox, nudge } from "./studio/rectangle.js";

test("the button says what is missing, what it makes, or what is left", () => {
  const kind = (choice) => plan({ left: 12, most: 500, ...choice }).kind;
  assert.equal(kind({ photos: 0, looks: 3 }), "noPhoto");
  assert.equal(kind({ photos: 2, looks: 0 }), "noLook");
  assert.equal(kind({ photos: 2, looks: 3, doomed: 6 }), "noCut");
  assert.equal(kind({ photos: 2, looks: 3, left: 0 }), "noneLeft");
  assert.equal(kind({ photos: 2, looks: 3, most: 5 }), "tooMany");
  assert.equal(kind({ photos: 2, looks: 3 }), "make");
  assert.deepEqual(plan({ photos: 4, looks: 6, left: 12, most: 500 }), {
    kind: "over",
    count: 24,
    first: 12,
    more: 12,
  });
});

test("what cannot be made is not counted", () => {
  assert.equal(plan({ photos: 2, looks: 3, doomed: 2, left: 12, most: 500 }).count, 4);
});

test("time is rounded as people say it", () => {
  assert.equal(duration(0), null);
  assert.deepEqual(duration(4), ["seconds", 10]);
  assert.deepEqual(duration(47), ["seconds", 50]);
  assert.deepEqual(duration(56), ["minutes", 1]);
  assert.deepEqual(duration(130), ["minutes", 2]);
});

test("both sides are even, as the server makes them", () => {
  assert.deepEqual(sizeOf("1:1", 1600), [1600, 1600]);
  assert.deepEqual(sizeOf("4:5", 1600), [1280, 1600]);
  assert.deepEqual(sizeOf("9:16", 1200), [676, 1200]);
  assert.deepEqual(sizeOf("16:9", 1000), [1000, 562]);
  assert.deepEqual(sizeOf("9:16", 2000), [1124, 2000]);
});

test("a picture of another ratio fills a part of the square stage", () => {
  assert.deepEqual(innerBox(1600, 1600), { left: 0, top: 0, width: 1, height: 1 });
  assert.deepEqual(innerBox(1600, 1200), { left: 0, top: 0.125, width: 1, height: 0.75 });
  assert.deepEqual(innerBox(600, 1200), { left: 0.25, top: 0, width: 0.5, height: 1 });
});

test("a rectangle is drawn from any corner and never leaves the photo", () => {
  const box = { left: 10, top: 20, width: 50, height: 60 };
  assert.deepEqual(between({ x: 10, y: 20 }, { x: 60, y: 80 }), box);
  assert.deepEqual(between({ x: 60, y: 80 }, { x: 10, y: 20 }), box);
  assert.deepEqual(between({ x: -30, y: 50 }, { x: 140, y: 120 }), {
    left: 0,
    top: 50,
    width: 100,
    height: 50,
  });
});

test("arrow keys move a rectangle or stretch it, and stop at the edge", () => {
  const box = { left: 0, top: 0, width: 50, height: 98 };
  assert.equal(nudge(box, -1, 0, false).left, 0);
  assert.equal(nudge(box, 1, 0, false).left, 1);
  assert.equal(nudge(box, 0, 1, true).height, 99);
  assert.equal(nudge({ ...box, height: 100 }, 0, 1, true).height, 100);
  assert.equal(nudge({ ...box, width: 4 }, -1, 0, true).width, 4);
});
