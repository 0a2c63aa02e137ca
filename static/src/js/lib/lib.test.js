import assert from "node:assert/strict";
import test from "node:test";
import { signInUrl } from "./api.js";
import { kindOf, refusal, secondsLeft, share, size } from "./files.js";
import { relative, spaced } from "./relative.js";
import { strength } from "./strength.js";
import { counted, fill } from "./strings.js";

test("a name without a value stays in the sentence", () => {
  assert.equal(fill("Uploading {done} of {total}", { done: 3 }), "Uploading 3 of {total}");
});

test("one and many have their own sentences", () => {
  const sentences = { one: "Drop to add {n} photo", many: "Drop to add {n} photos" };
  assert.equal(counted(1, sentences), "Drop to add 1 photo");
  assert.equal(counted(8, sentences), "Drop to add 8 photos");
});

test("a time is told in its largest whole unit", () => {
  const now = Date.parse("2026-05-20T12:00:00Z");
  assert.deepEqual(relative(now - 14 * 60_000, now), [-14, "minute"]);
  assert.deepEqual(relative(now - 26 * 3_600_000, now), [-1, "day"]);
  assert.deepEqual(relative(now - 20_000, now), [0, "second"]);
});

test("figures and Chinese characters stand apart", () => {
  const said = new Intl.RelativeTimeFormat("zh-Hans", { numeric: "auto", style: "short" });
  assert.equal(spaced(said.format(-10, "minute")), "10 分钟前");
  assert.equal(spaced(said.format(-1, "day")), "昨天");
  assert.equal(spaced("共3张"), "共 3 张");
  assert.equal(spaced("10 min. ago"), "10 min. ago");
});

const RULES = {
  endings: { jpg: "image", heic: "image", mp4: "video", pdf: "document" },
  limits: { image: 50 * 1048576, video: 5 * 1024 ** 3 },
};

test("a file's kind is known by its name, else by its type", () => {
  const kind = (name, type = "") => kindOf({ name, type }, RULES.endings);
  assert.equal(kind("IMG_2041.HEIC"), "image");
  assert.equal(kind("label-scan.tiff", "image/tiff"), "");
  assert.equal(kind("blob", "video/mp4"), "video");
  assert.equal(kind("blob", "text/html"), "");
  assert.equal(kind("mug.jpg", "text/html"), "image");
});

test("a file is refused for its type, its place, its emptiness or its size, in that order", () => {
  const why = (name, bytes, kinds) => refusal({ name, type: "", size: bytes }, { ...RULES, kinds });
  assert.deepEqual(why("scan.tiff", 5), { name: "refusedType", values: { type: "TIFF" } });
  assert.equal(why("scan.tiff", 5, ["image"]).name, "refusedPicture");
  assert.equal(
    refusal({ name: "scan.tiff", type: "image/tiff", size: 5 }, RULES).name,
    "refusedPicture",
  );
  assert.equal(why("walk.mp4", 0, ["image"]).name, "refusedHere");
  assert.equal(why("a.jpg", 0).name, "refusedEmpty");
  assert.deepEqual(why("a.jpg", 6e7), { name: "refusedSize", values: { limit: "50 MB" } });
  assert.deepEqual(why("a.mp4", 6e9), { name: "refusedSize", values: { limit: "5 GB" } });
  assert.equal(why("a.jpg", 6e6, ["image"]), null);
  assert.equal(why("a.pdf", 6e9), null);
});

test("sizes are told in one unit", () => {
  assert.equal(size(50 * 1048576), "50 MB");
  assert.equal(size(1536), "1.5 KB");
  assert.deepEqual(share(1.2 * 1024 ** 3, 2 * 1024 ** 3), { done: "1.2", total: "2.0 GB" });
  assert.deepEqual(share(0, 60 * 1048576), { done: "0.0", total: "60.0 MB" });
});

test("time left is rounded and hidden until something is known", () => {
  assert.equal(secondsLeft({ done: 10, total: 100, elapsed: 1 }), null);
  assert.equal(secondsLeft({ done: 50, total: 100, elapsed: 13 }), 15);
  assert.equal(secondsLeft({ done: 10, total: 100, elapsed: 14 }), 120);
  assert.equal(secondsLeft({ done: 100, total: 100, elapsed: 14 }), null);
});

test("the way back survives the sign-in", () => {
  assert.equal(
    signInUrl("/accounts/login/", "/w/northbay/library?kind=images&q=a b"),
    "/accounts/login/?expired=1&next=%2Fw%2Fnorthbay%2Flibrary%3Fkind%3Dimages%26q%3Da+b",
  );
});

test("a long phrase is stronger than a short one with symbols", () => {
  const scores = ["short", "password1", "Passw0rd!", "horse lamp", "horse lamp river cup"].map(
    (text) => strength(text),
  );
  assert.deepEqual(scores, [0, 1, 2, 2, 4]);
});
