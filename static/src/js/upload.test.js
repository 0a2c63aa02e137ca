import assert from "node:assert/strict";
import { test } from "node:test";
import { cut, PartSender } from "./upload/parts.js";
import { clear, forget, isSame, printFor, printOf, remember } from "./upload/remembered.js";

/** A server that takes parts, as far as a sender sees of it. */
function server({ there = [], refuse = () => null, hold = 0 } = {}) {
  const log = { signed: [], put: [], atOnce: 0, most: 0, paused: [] };
  const parts = new Map(there);
  return {
    log,
    parts,
    list: async () => [...parts].map(([number, size_bytes]) => ({ number, size_bytes })),
    sign: async (numbers) => {
      log.signed.push(numbers);
      return numbers.map((number) => ({ number, url: `to-${number}` }));
    },
    put: async (url, { number, start, end }, { signal, onProgress }) => {
      assert.equal(url, `to-${number}`);
      log.atOnce += 1;
      log.most = Math.max(log.most, log.atOnce);
      onProgress(1);
      try {
        await new Promise((resolve) => setTimeout(resolve, hold));
        signal.throwIfAborted();
        const error = refuse(number, log.put.filter((one) => one === number).length);
        log.put.push(number);
        onProgress((end - start) / 2);
        if (error) throw error;
        parts.set(number, end - start);
      } finally {
        log.atOnce -= 1;
      }
    },
    pause: async (wait) => void log.paused.push(wait),
    online: async () => {},
    isFinal: (error) => error.isFinal === true,
  };
}

function sender(made, size = 95, partBytes = 10, told = []) {
  return new PartSender({ size, partBytes, onProgress: (bytes) => told.push(bytes), ...made });
}

test("a file is cut into parts of one length, and what is left", () => {
  assert.deepEqual(cut(25, 10), [
    { number: 1, start: 0, end: 10 },
    { number: 2, start: 10, end: 20 },
    { number: 3, start: 20, end: 25 },
  ]);
  assert.deepEqual(cut(10, 10), [{ number: 1, start: 0, end: 10 }]);
});

test("every part is sent once, four at a time, and progress ends with the whole", async () => {
  const made = server({ hold: 2 });
  const told = [];

  await sender(made, 95, 10, told).send();

  assert.deepEqual(
    made.log.put.toSorted((a, b) => a - b),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  );
  assert.equal(made.parts.get(10), 5);
  assert.equal(made.log.most, 4);
  assert.equal(told[0], 0);
  assert.equal(told.at(-1), 95);
});

test("only what is missing or too short is sent again", async () => {
  const made = server({ there: [[1, 10], [2, 10], [3, 7], [10, 5]] }); // prettier-ignore
  const told = [];

  await sender(made, 95, 10, told).send();

  assert.equal(told[0], 25);
  assert.deepEqual(
    made.log.put.toSorted((a, b) => a - b),
    [3, 4, 5, 6, 7, 8, 9],
  );
});

test("addresses are asked for some at a time, and none twice", async () => {
  const made = server();

  await sender(made, 400, 10).send();

  const asked = made.log.signed.flat();
  assert.equal(asked.length, new Set(asked).size);
  assert.ok(Math.max(...made.log.signed.map((numbers) => numbers.length)) <= 16);
  assert.ok(made.log.signed.length <= 6);
});

test("a part that fails is tried again later, at a new address", async () => {
  const made = server({
    refuse: (number, before) => (number === 3 && before < 2 ? new Error("lost") : null),
  });

  await sender(made).send();

  assert.equal(made.log.put.filter((number) => number === 3).length, 3);
  assert.deepEqual(made.log.paused, [1000, 2000]);
  assert.equal(made.log.signed.flat().filter((number) => number === 3).length, 3);
});

test("what fails again and again ends the sending, and so does what is final", async () => {
  const lost = server({ refuse: (number) => (number === 2 ? new Error("lost") : null) });
  const gone = server({
    refuse: (number) => (number === 2 ? Object.assign(new Error("gone"), { isFinal: true }) : null),
  });

  await assert.rejects(sender(lost).send(), /lost/);
  await assert.rejects(sender(gone).send(), /gone/);

  assert.equal(lost.log.paused.length, 6);
  assert.equal(gone.log.paused.length, 0);
});

test("a sending that is stopped goes on with what is missing", async () => {
  const made = server({ hold: 5 });
  const told = [];
  const sending = sender(made, 95, 10, told);

  const first = sending.send();
  await new Promise((resolve) => setTimeout(resolve, 12));
  sending.stop();
  await assert.rejects(first, { name: "AbortError" });
  const sent = made.parts.size;
  assert.equal(told.at(-1), [...made.parts.values()].reduce((sum, bytes) => sum + bytes, 0)); // prettier-ignore
  await sending.send();

  assert.ok(sent > 0 && sent < 10, `${sent}`);
  assert.equal(made.parts.size, 10);
  assert.equal(made.log.put.length, 10);
});

function store() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
    key: (n) => [...kept.keys()][n],
    get length() {
      return kept.size;
    },
  };
}

function file(content, { name = "Walk.mp4", lastModified = 5 } = {}) {
  return Object.assign(new Blob([content]), { name, lastModified });
}

test("a file is known again by how it begins and ends, whatever it is called", async () => {
  const options = { store: store() };
  const walk = file("a".repeat(3_000_000));
  const upload = { id: "1", filename: "Walk.mp4", size_bytes: 3_000_000 };
  remember("1", await printOf(walk), options);

  assert.equal(
    await isSame(file("a".repeat(3_000_000), { name: "Copy.mp4" }), upload, options),
    true,
  );
  assert.equal(await isSame(file("a".repeat(2_999_999) + "b"), upload, options), false);
  assert.equal(await isSame(file("a".repeat(2_999_999)), upload, options), false);
});

test("without a memory a file is known by its name and size", async () => {
  const options = { store: store() };
  const upload = { id: "1", filename: "Walk.mp4", size_bytes: 3 };

  assert.equal(await isSame(file("abc"), upload, options), true);
  assert.equal(await isSame(file("abc", { name: "Run.mp4" }), upload, options), false);
});

test("a browser without hashes goes by when a file was changed", async () => {
  assert.equal(await printOf(file("abc"), { subtle: null }), "changed-5");
});

test("what is remembered is forgotten when it ends, and after two days", () => {
  const options = { store: store(), now: 0 };
  remember("old", "x", options);
  remember("new", "y", { ...options, now: 3 * 24 * 3600 * 1000 });
  remember("done", "z", { ...options, now: 3 * 24 * 3600 * 1000 });
  options.store.setItem("theme", "dark");

  forget("done", options);
  clear({ ...options, now: 3 * 24 * 3600 * 1000 + 1 });

  assert.deepEqual([printFor("old", options), printFor("new", options)], [null, "y"]);
  assert.equal(printFor("done", options), null);
  assert.equal(options.store.getItem("theme"), "dark");
});
