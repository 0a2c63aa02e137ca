import assert from "node:assert/strict";
import test from "node:test";

import { change } from "./bell.js";

test("only more than before is said, and nothing is said of the same", () => {
  assert.deepEqual(change(1, 2), { isMore: true, isOther: true });
  assert.deepEqual(change(2, 0), { isMore: false, isOther: true });
  assert.deepEqual(change(3, 3), { isMore: false, isOther: false });
});
