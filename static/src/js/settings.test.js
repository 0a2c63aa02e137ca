import assert from "node:assert/strict";
import test from "node:test";
import { asColour, nextColour } from "./settings/colours.js";

test("a colour is understood however it is typed, and nothing else is", () => {
  const typed = ["#1A2B3C", "1a2b3c", " #abc ", "abc", "#12345", "red", ""];
  assert.deepEqual(typed.map(asColour), ["#1a2b3c", "#1a2b3c", "#aabbcc", "#aabbcc", "", "", ""]);
});

test("what is offered is not there yet", () => {
  assert.equal(nextColour([]), "#2858cd");
  assert.equal(nextColour(["#2858CD"]), "#1f7a5a");
  const all = ["#2858cd", "#1f7a5a", "#c2410c", "#7c3aed", "#be123c", "#1b1e24", "#a16207"];
  assert.equal(nextColour(all), "#888888");
});
