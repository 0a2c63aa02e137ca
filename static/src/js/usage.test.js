import assert from "node:assert/strict";
import test from "node:test";
import { barsOf, highestOf, marksOf, topOf } from "./usage/bars.js";

const data = {
  labels: ["1", "2", "3"],
  meters: {
    images: { made: [12, 0, 48], failed: [0, 0, 2], said: ["a", "b", "c"] },
    copies: { made: [0, 0, 0], failed: [0, 0, 0], said: ["", "", ""] },
  },
};

test("a meter has its own bars below the same days", () => {
  const bars = barsOf(data, "images");
  assert.deepEqual(bars.labels, ["1", "2", "3"]);
  assert.deepEqual([bars.made, bars.failed], [data.meters.images.made, [0, 0, 2]]);
  assert.deepEqual(bars.said, ["a", "b", "c"]);
});

test("the tallest bar counts what failed on top of it", () => {
  assert.equal(barsOf(data, "images").highest, 50);
  assert.equal(highestOf([3, 1], [0, 9]), 10);
  assert.equal(highestOf([], []), 0);
});

test("a chart of little has a scale, another finds its own", () => {
  assert.equal(topOf(barsOf(data, "copies").highest), 4);
  assert.equal(topOf(1), 4);
  assert.equal(topOf(50), undefined);
});

test("a month marks its weeks, today and its ends", () => {
  assert.deepEqual(marksOf(31, { today: 21, width: 960, word: 36 }), [0, 7, 14, 21, 30]);
  // The end wins over a week that is near.
  assert.deepEqual(marksOf(30, { today: 21, width: 600, word: 36 }), [0, 7, 14, 21, 29]);
});

test("long words leave each other room", () => {
  assert.deepEqual(marksOf(31, { width: 960, word: 72 }), [0, 7, 14, 21, 30]);
  assert.deepEqual(marksOf(31, { width: 330, word: 72 }), [0, 14, 30]);
});

test("today is marked rather than a neighbour", () => {
  const marks = marksOf(31, { today: 8, width: 960, word: 36 });
  assert.ok(marks.includes(8));
  assert.ok(!marks.includes(7));
  assert.deepEqual(marksOf(31, { today: 0, width: 960, word: 36 })[0], 0);
  assert.equal(marksOf(31, { today: 29, width: 960, word: 36 }).at(-1), 29);
});

test("a phone marks fewer days than a window, and none twice", () => {
  const phone = marksOf(92, { today: 91, width: 320, word: 36 });
  const window = marksOf(92, { today: 91, width: 960, word: 36 });
  assert.ok(phone.length < window.length);
  for (const marks of [phone, window]) {
    assert.deepEqual(
      marks,
      [...new Set(marks)].sort((a, b) => a - b),
    );
  }
  const gaps = phone.slice(1).map((mark, index) => (mark - phone[index]) * (320 / 92));
  assert.ok(Math.min(...gaps) >= 50);
});

test("without today, and without days, nothing breaks", () => {
  assert.deepEqual(marksOf(1, { width: 300, word: 36 }), [0]);
  assert.deepEqual(marksOf(0, { width: 300, word: 36 }), []);
  assert.deepEqual(marksOf(3, { today: 7, width: 900, word: 36 }), [0, 1, 2]);
});
