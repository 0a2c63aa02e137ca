import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { settled } from "./timing.js";

test("many calls are one, once things are quiet", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let runs = 0;
  const call = settled(() => (runs += 1), 100);
  call();
  mock.timers.tick(60);
  call();
  mock.timers.tick(60);
  assert.equal(runs, 0);
  mock.timers.tick(60);
  assert.equal(runs, 1);
  mock.timers.reset();
});

test("what never gets quiet still runs at the latest after a while", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let clock = 1000;
  mock.method(performance, "now", () => clock);
  let runs = 0;
  const call = settled(() => (runs += 1), 100, 250);
  for (let step = 0; step < 5; step += 1) {
    call();
    clock += 60;
    mock.timers.tick(60);
  }
  assert.equal(runs, 1);
  mock.restoreAll();
  mock.timers.reset();
});
