// When what is seen: crossfades, the marks of the ruler, the bars of a voice. Pure arithmetic.
import { bounds } from "./script.js";

const TRANSITION = 0.5;
const STEPS = [1, 2, 4, 5, 10, 15, 30, 60];

/** The crossfade at every border, as [start, end]: half before it and half behind, and never more
 * than half of the shorter scene. The film's own ends have none. */
export function joints(scenes) {
  const at = bounds(scenes);
  const found = scenes.slice(1).map((scene, index) => {
    const length = Math.min(TRANSITION, scenes[index].seconds / 2, scene.seconds / 2);
    const border = at[index + 1];
    return [border - length / 2, border + length / 2];
  });
  return [[0, 0], ...found, [at.at(-1), at.at(-1)]];
}

/** The scenes seen at a time, one or two: {index, progress, share}; share: how much of it shows. */
export function seen(scenes, time) {
  const fades = joints(scenes);
  const found = [];
  scenes.forEach((_scene, index) => {
    const [start, fadedIn] = fades[index];
    const [fadesOut, end] = fades[index + 1];
    const isLast = index === scenes.length - 1;
    if (time < start || (isLast ? time > end : time >= end)) return;
    const share = time < fadedIn ? (time - start) / (fadedIn - start) : 1;
    // The one that goes stays whole underneath: two half transparent ones would let light through.
    const progress = (time - start) / Math.max(0.001, end - start);
    found.push({ index, progress, share, isLeaving: time > fadesOut });
  });
  return found.length ? found : [{ index: 0, progress: 0, share: 1, isLeaving: false }];
}

/** Where a scene is seen alone for the first time. */
export function settledAt(scenes, index) {
  return joints(scenes)[index][1];
}

/** The marks of a ruler of `width` px: whole seconds, far enough apart to be read. */
export function ticks(seconds, width, room = 56) {
  const step = STEPS.find((each) => (each / Math.max(seconds, 0.1)) * width >= room) ?? 60;
  const found = [];
  for (let at = 0; at <= seconds + 1e-6; at += step) found.push(at);
  const end = (seconds - found.at(-1)) / Math.max(seconds, 0.1);
  return { step, marks: found, hasRoomAtEnd: end * width >= room };
}

/** "0:24", with tenths "0:24.3". */
export function clock(seconds, { tenths = false } = {}) {
  const whole = tenths ? Math.floor(seconds * 10 + 1e-6) / 10 : Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  const rest = (whole - minutes * 60).toFixed(tenths ? 1 : 0);
  return `${minutes}:${rest.padStart(tenths ? 4 : 2, "0")}`;
}

function mix(seed) {
  let value = seed | 0;
  return () => {
    value = (value + 0x6d2b79f5) | 0;
    let word = Math.imul(value ^ (value >>> 15), 1 | value);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 4294967296;
  };
}

/** How loud a line is said, bar by bar from 0 to 1: always the same for the same line. */
export function bars(text, count) {
  let seed = 7;
  for (const char of text) seed = (Math.imul(seed, 31) + char.codePointAt(0)) | 0;
  const random = mix(seed);
  return Array.from({ length: Math.max(0, count) }, (_, at) => {
    const breath = Math.sin((at / 9) * Math.PI + (seed % 7));
    return Math.max(0.12, Math.min(1, 0.25 + 0.35 * Math.abs(breath) + 0.5 * (random() - 0.35)));
  });
}

/** An SVG path of upright bars in a box of 100 × 100, from `start` to `end` of its width. */
export function path(levels, start = 0, end = 1) {
  const step = ((end - start) * 100) / Math.max(1, levels.length);
  return levels
    .map((level, at) => {
      const x = (start * 100 + (at + 0.5) * step).toFixed(2);
      return `M${x} ${(50 - level * 46).toFixed(1)}V${(50 + level * 46).toFixed(1)}`;
    })
    .join("");
}
