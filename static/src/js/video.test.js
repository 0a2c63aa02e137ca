import assert from "node:assert/strict";
import { test } from "node:test";
import { card, fills, place, transform, travel, view } from "./video/camera.js";
import { groups, shownAt } from "./video/cues.js";
import { groundOf } from "./video/ground.js";
import { History } from "./video/history.js";
import * as edit from "./video/script.js";
import { bars, clock, joints, path, seen, settledAt, ticks } from "./video/timeline.js";

const LIMITS = { shortest: 1, longest: 20, scenes: 40 };
const scene = (narration, seconds = 4, more = {}) => ({
  narration,
  on_screen: "",
  picture: "a",
  seconds,
  motion: "push_in",
  ...more,
});
const script = (...scenes) => edit.keyed({ scenes, ratio: "9:16" });
const lines = (found) => found.scenes.map((each) => each.narration);

test("a script is sent as it came, without the names of its cards", () => {
  const sent = { scenes: [scene("One"), scene("Two")], ratio: "1:1" };
  const edited = edit.keyed(sent);

  assert.equal(new Set(edited.scenes.map((each) => each.key)).size, 2);
  assert.deepEqual(edit.plain(edited), sent);
});

test("a change leaves what was there as it was", () => {
  const before = script(scene("One"), scene("Two"));
  const after = edit.changed(before, 1, { narration: "Other" });

  assert.deepEqual(lines(before), ["One", "Two"]);
  assert.deepEqual(lines(after), ["One", "Other"]);
  assert.equal(after.scenes[0], before.scenes[0]);
});

test("a scene lasts between its limits, in tenths", () => {
  assert.equal(edit.fitting(4.26, LIMITS), 4.3);
  assert.equal(edit.fitting(0, LIMITS), 1);
  assert.equal(edit.fitting(90, LIMITS), 20);
  assert.equal(edit.fitting(NaN, LIMITS), 1);
});

test("scenes are added, doubled, taken out and moved", () => {
  const start = script(scene("One"), scene("Two"), scene("Three"));

  const added = edit.added(start, 0, LIMITS);
  assert.deepEqual(lines(added), ["One", "", "Two", "Three"]);
  assert.equal(added.scenes[1].picture, "a");
  assert.deepEqual(lines(edit.duplicated(start, 2, LIMITS)), ["One", "Two", "Three", "Three"]);
  assert.deepEqual(lines(edit.removed(start, 1)), ["One", "Three"]);
  assert.deepEqual(lines(edit.moved(start, 2, 0)), ["Three", "One", "Two"]);
  assert.equal(edit.moved(start, 0, -3), null);
});

test("the last scene stays, and there are never more than allowed", () => {
  assert.equal(edit.removed(script(scene("One")), 0), null);
  assert.equal(edit.added(script(scene("One")), 0, { ...LIMITS, scenes: 1 }), null);
  assert.equal(edit.duplicated(script(scene("One")), 0, { ...LIMITS, scenes: 1 }), null);
});

test("a scene is split where the play head stands, its line where a sentence ends", () => {
  const start = script(scene("It starts cold. And it stays cold.", 5, { on_screen: "24 h" }));
  const halves = edit.split(start, 0, 2.4, LIMITS);

  assert.deepEqual(lines(halves), ["It starts cold.", "And it stays cold."]);
  assert.deepEqual(
    halves.scenes.map((each) => each.seconds),
    [2.4, 2.6],
  );
  assert.deepEqual(
    halves.scenes.map((each) => each.on_screen),
    ["24 h", ""],
  );
  assert.equal(edit.total(halves.scenes), 5);
});

test("a scene whose play head is near an end is split in its middle; a short one is not", () => {
  const start = script(scene("冰镇一整天，爬山也不怕。", 4));

  assert.deepEqual(
    edit.split(start, 0, 0.2, LIMITS).scenes.map((each) => each.seconds),
    [2, 2],
  );
  assert.deepEqual(lines(edit.split(start, 0, 0.2, LIMITS)), ["冰镇一整天，", "爬山也不怕。"]);
  assert.equal(edit.split(script(scene("One", 1.9)), 0, 1, LIMITS), null);
  assert.deepEqual(edit.cut("word", 0.5), ["word", ""]);
});

test("a line is too long when even a faster voice does not fit", () => {
  const pace = { fastest: 1.25, breath: 0.3 };

  assert.equal(edit.over(4, 4, pace), 0);
  assert.equal(edit.over(5, 3.5, pace), 0.8);
  assert.equal(edit.over(0, 1, pace), 0);
});

test("tenths add up exactly", () => {
  const scenes = Array.from({ length: 3 }, () => ({ seconds: 0.1 }));
  assert.equal(edit.total(scenes), 0.3);
});

test("the scene at a time is found, also before and after all", () => {
  const { scenes } = script(scene("", 4), scene("", 5.2), scene("", 4.8));

  assert.deepEqual(edit.bounds(scenes), [0, 4, 9.2, 14]);
  assert.deepEqual(
    [-1, 3.99, 4, 9.1, 14, 90].map((time) => edit.sceneAt(scenes, time)),
    [0, 0, 1, 1, 2, 2],
  );
});

test("what was done is undone and done again", () => {
  const history = new History();
  history.note("a");
  history.note("b");

  assert.equal(history.undo("c"), "b");
  assert.equal(history.undo("b"), "a");
  assert.equal(history.undo("a"), null);
  assert.equal(history.redo("a"), "b");
  history.note("b");
  assert.equal(history.canRedo, false);
});

test("typing is one step, until somebody pauses", () => {
  const history = new History();
  history.note("", "line", 0);
  history.note("a", "line", 300);
  history.note("ab", "line", 600);
  history.note("abc", "line", 5000);

  assert.equal(history.undo("abcd"), "abc");
  assert.equal(history.undo("abc"), "");
  assert.equal(history.canUndo, false);
});

test("a crossfade lies round the border and never takes more than half of a scene", () => {
  assert.deepEqual(joints([{ seconds: 4 }, { seconds: 4 }]), [
    [0, 0],
    [3.75, 4.25],
    [8, 8],
  ]);
  assert.deepEqual(joints([{ seconds: 4 }, { seconds: 0.4 }])[1], [3.9, 4.1]);
});

test("two scenes are seen in a crossfade, one at all other times", () => {
  const scenes = [{ seconds: 4 }, { seconds: 4 }];

  assert.deepEqual(
    seen(scenes, 4).map(({ index, share }) => [index, share]),
    [
      [0, 1],
      [1, 0.5],
    ],
  );
  assert.deepEqual(
    seen(scenes, 2).map(({ index }) => index),
    [0],
  );
  assert.deepEqual(
    seen(scenes, 8).map(({ index }) => index),
    [1],
  );
  assert.equal(seen(scenes, 0)[0].progress, 0);
  assert.equal(settledAt(scenes, 1), 4.25);
});

test("the ruler has marks that can be read", () => {
  assert.deepEqual(ticks(24, 1116).marks, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24]);
  assert.deepEqual(ticks(24, 400).marks, [0, 4, 8, 12, 16, 20, 24]);
  assert.equal(ticks(180, 600).step, 30);
});

test("a time is told as players do", () => {
  assert.equal(clock(24), "0:24");
  assert.equal(clock(6.44, { tenths: true }), "0:06.4");
  assert.equal(clock(84.96, { tenths: true }), "1:24.9");
  assert.equal(clock(59.7), "1:00");
});

test("a line always has the same wave, and stays in its box", () => {
  assert.deepEqual(bars("Hello", 12), bars("Hello", 12));
  assert.notDeepEqual(bars("Hello", 12), bars("Other", 12));
  assert.ok(bars("Hello", 200).every((level) => level > 0 && level <= 1));
  assert.equal(path([0.5, 1], 0, 0.5), "M12.50 27.0V73.0M37.50 4.0V96.0");
});

test("the camera goes as the renderer's does", () => {
  assert.equal(travel(1), 0.04);
  assert.equal(travel(4), 0.096);
  assert.equal(travel(20), 0.12);
  assert.equal(view("push_in", 0, 4).step, 1.096);
  assert.equal(view("push_in", 1, 4).step, 1);
  assert.equal(view("pull_out", 1, 4).step, 1.096);
  assert.deepEqual(view("pan_right", 0, 20), { wide: 1.12, high: 1, step: 1, left: 0, top: 0 });
  assert.ok(view("pan_left", 0, 20).left > 0.119);
  const end = transform(view("pan_right", 1, 20));
  assert.equal(end, "scale(1.00000) translate(-10.7143%, 0.0000%)");
});

test("a picture fills a frame of about its shape", () => {
  assert.equal(fills(3 / 4, "9:16"), true);
  assert.equal(fills(1, "9:16"), false);
  assert.equal(fills(1, "1:1"), true);
  assert.equal(fills(16 / 9, "16:9"), true);
});

test("a card is as large as it may be to stay in sight, and leaves words their room", () => {
  const laid = (shape, ratio, motion, seconds, words) =>
    card(shape, ratio, { ...view(motion, 0, seconds), motion, words });
  const close = (value, wanted) => assert.ok(Math.abs(value - wanted) < 1e-9, `${value}`);
  const silent = { spoken: false, captioned: false };
  const both = { spoken: true, captioned: true };

  const hold = laid(1, "9:16", "hold", 4, silent);
  close(hold.width, 94);
  close(hold.left, 3);
  close(hold.height, 52.875);
  close(hold.top, (100 - 52.875) * 0.42);
  close(laid(1, "9:16", "pan_left", 20, silent).width, ((0.94 * 0.88) / 1.12) * 100);
  close(laid(0.5, "1:1", "hold", 4, silent).height, 86);
  assert.deepEqual(place("16:9", both), { part: 0.86, across: 0.8, down: 0.25 });
  assert.equal(place("1:1", { spoken: true, captioned: false }).down, 0.3);
  const plain = { ...view("hold", 0, 4), motion: "hold", words: silent, isPlain: true };
  close(card(1, "9:16", plain).width, 100);
});

test("a plain ground is told from a room by its edge", () => {
  const picture = (colour) => {
    const pixels = new Uint8ClampedArray(48 * 48 * 4);
    for (let at = 0; at < 48 * 48; at += 1) {
      pixels.set([...colour(at % 48, Math.floor(at / 48)), 255], at * 4);
    }
    return groundOf(pixels);
  };
  const inside = (x, y) => x > 12 && x < 36 && y > 12 && y < 36;

  const studio = picture((x, y) => (inside(x, y) ? [20, 90, 60] : [230 - y, 230 - y, 235 - y]));
  assert.deepEqual(studio.top, [231, 231, 236]);
  assert.deepEqual(studio.bottom, [183, 183, 188]);
  assert.equal(
    picture((_x, y) => (y > 30 ? [120, 80, 40] : [240, 240, 240])),
    null,
  );
});

test("a long line is shown a few words at a time, short sentences stay whole", () => {
  assert.deepEqual(groups("Two walls of steel hold the chill for 24 hours.", "9:16"), [
    "Two walls of steel hold the chill for 24 hours.",
  ]);
  const long = groups(
    "This bottle was made for people who walk far and long, who drink little and carry everything they own on one back.",
    "9:16",
  );
  assert.equal(long.length, 2);
  assert.ok(long.every((group) => group.length <= 66));
  assert.deepEqual(groups("", "9:16"), []);
});

test("a subtitle comes with the voice and goes soon after it", () => {
  const line = scene("It starts cold, and it stays cold.", 5);
  const shown = (at) => shownAt(line, at, { ratio: "9:16", spoken: 2 });

  assert.equal(shown(0), "");
  assert.equal(shown(1), "It starts cold, and it stays cold.");
  assert.equal(shown(2.4), "It starts cold, and it stays cold.");
  assert.equal(shown(3), "");
});
