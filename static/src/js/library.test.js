import assert from "node:assert/strict";
import test from "node:test";
import { fields } from "./library/bulk.js";
import { state } from "./library/tagging.js";
import { counted } from "./lib/strings.js";

test("a tag is on all of the selection, on some of it, or on none", () => {
  const lists = [["Summer", "Red"], ["summer"]];
  assert.equal(state("Summer", lists), "all");
  assert.equal(state("red", lists), "some");
  assert.equal(state("Blue", lists), "none");
  assert.equal(state("Red", []), "none");
});

test("what was asked first is asked again with every value", () => {
  const asked = new URLSearchParams([
    ["add", "Red"],
    ["add", "Blue"],
    ["everything", "1"],
  ]);
  assert.deepEqual(fields(asked), { add: ["Red", "Blue"], everything: ["1"] });
});

test("thousands are told apart", () => {
  assert.equal(counted(1284, { one: "", many: "Select all {n}" }), "Select all 1,284");
});
