import assert from "node:assert/strict";
import { test } from "node:test";
import { zoomed } from "./pages/file.js";

test("a page gets larger and smaller step by step, and no further than the steps go", () => {
  assert.equal(zoomed(100, 1), 150);
  assert.equal(zoomed(100, -1), 75);
  assert.equal(zoomed(300, 1), 300);
  assert.equal(zoomed(50, -1), 50);
});

test("no step leads back to the whole width", () => {
  assert.equal(zoomed(200, 0), 100);
});
