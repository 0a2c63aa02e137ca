import assert from "node:assert/strict";
import test from "node:test";
import { waitAfter } from "./live.js";
import { place } from "./menus.js";

const view = { width: 1280, height: 800 };
const menu = { width: 200, height: 300 };

test("a menu opens below its button, at the same left edge", () => {
  assert.deepEqual(place({ top: 10, bottom: 42, left: 20, right: 60 }, menu, view), {
    top: 46,
    left: 20,
  });
});

test("at the foot of the window it opens upwards", () => {
  const anchor = { top: 750, bottom: 782, left: 20, right: 60 };
  assert.deepEqual(place(anchor, menu, view), { top: 446, left: 20 });
});

test("at the right edge it ends where its button ends", () => {
  const anchor = { top: 10, bottom: 42, left: 1200, right: 1240 };
  assert.deepEqual(place(anchor, menu, view), { top: 46, left: 1040 });
});

test("a menu taller than the space stays inside the window", () => {
  const small = { width: 390, height: 320 };
  assert.equal(place({ top: 150, bottom: 180, left: 8, right: 40 }, menu, small).top, 8);
});

test("a failing stream is tried less and less often", () => {
  assert.deepEqual([1, 2, 3, 6, 20].map(waitAfter), [1000, 2000, 4000, 30000, 30000]);
});
