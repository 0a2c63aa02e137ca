// A script as the studio edits it: every change makes a new one, so that it can be taken back.
// Scenes carry a `key` while they are edited; it names their card, and is never sent.

let last = 0;
const key = () => `scene-${(last += 1)}`;
const tenth = (seconds) => Math.round(seconds * 10) / 10;

export const keyed = (script) => ({
  ...script,
  scenes: script.scenes.map((scene) => ({ ...scene, key: scene.key ?? key() })),
});

export const plain = (script) => ({
  ...script,
  scenes: script.scenes.map(({ key: _key, ...scene }) => scene),
});

/** How long scenes last together; tenths do not add up exactly, so they are rounded. */
export const total = (scenes) =>
  Math.round(scenes.reduce((sum, scene) => sum + scene.seconds, 0) * 100) / 100;

/** When each scene begins, and when the last one ends. */
export function bounds(scenes) {
  const found = [0];
  for (const scene of scenes) found.push(found.at(-1) + scene.seconds);
  return found;
}

/** Which scene is on at a time; before the first and after the last, the nearest. */
export function sceneAt(scenes, time) {
  const ends = bounds(scenes).slice(1);
  const found = ends.findIndex((end) => time < end - 1e-6);
  return found === -1 ? scenes.length - 1 : found;
}

const withScenes = (script, scenes) => ({ ...script, scenes });

export function changed(script, index, values) {
  return withScenes(
    script,
    script.scenes.map((scene, at) => (at === index ? { ...scene, ...values } : scene)),
  );
}

/** Seconds a scene may last, in tenths. */
export function fitting(seconds, { shortest, longest }) {
  return tenth(
    Math.min(longest, Math.max(shortest, Number.isFinite(seconds) ? seconds : shortest)),
  );
}

/** Adds a scene that shows what the one before it shows, and says nothing yet. */
export function added(script, index, limits) {
  if (script.scenes.length >= limits.scenes) return null;
  const before = script.scenes[index];
  const scene = {
    narration: "",
    on_screen: "",
    picture: before?.picture ?? "",
    seconds: fitting(3, limits),
    motion: before?.motion === "push_in" ? "pull_out" : "push_in",
    key: key(),
  };
  return withScenes(script, script.scenes.toSpliced(index + 1, 0, scene));
}

export function duplicated(script, index, limits) {
  if (script.scenes.length >= limits.scenes) return null;
  const twin = { ...script.scenes[index], key: key() };
  return withScenes(script, script.scenes.toSpliced(index + 1, 0, twin));
}

/** Takes a scene out; the last one stays. */
export function removed(script, index) {
  return script.scenes.length > 1 ? withScenes(script, script.scenes.toSpliced(index, 1)) : null;
}

export function moved(script, from, to) {
  const target = Math.max(0, Math.min(script.scenes.length - 1, to));
  if (from === target) return null;
  const scenes = script.scenes.toSpliced(from, 1);
  return withScenes(script, scenes.toSpliced(target, 0, script.scenes[from]));
}

const BREAKS = /[。！？；，、]|[.!?;,:](?=\s)|\s/gu;

/** Cuts a line in two, where a sentence or a word ends nearest to `share` of it. */
export function cut(line, share) {
  const wanted = line.length * share;
  const ends = [...line.matchAll(BREAKS)].map((match) => match.index + match[0].length);
  const places = ends.filter((end) => line.slice(0, end).trim() && line.slice(end).trim());
  if (!places.length) return [line, ""];
  // A sentence's end a little further off is the better cut.
  const cost = (end) =>
    Math.abs(end - wanted) - (/[.!?。！？]\s?$/u.test(line.slice(0, end)) ? line.length / 6 : 0);
  const end = places.reduce((best, place) => (cost(place) < cost(best) ? place : best));
  return [line.slice(0, end).trim(), line.slice(end).trim()];
}

/** Splits a scene `at` seconds after it began, or in its middle where that is too near an end. */
export function split(script, index, at, limits) {
  const scene = script.scenes[index];
  if (script.scenes.length >= limits.scenes || scene.seconds < 2 * limits.shortest) return null;
  const isInside = at >= limits.shortest && scene.seconds - at >= limits.shortest;
  const first = tenth(isInside ? at : scene.seconds / 2);
  const [before, after] = cut(scene.narration, first / scene.seconds);
  const halves = [
    { ...scene, narration: before, seconds: first },
    {
      ...scene,
      narration: after,
      on_screen: "",
      seconds: tenth(scene.seconds - first),
      key: key(),
    },
  ];
  return withScenes(script, script.scenes.toSpliced(index, 1, ...halves));
}

/** By how many seconds a line is too long for its scene, even when it is spoken faster; else 0. */
export function over(spoken, seconds, { fastest, breath }) {
  const needed = spoken / fastest;
  const more = needed + breath - seconds;
  return more > 0.08 * needed ? tenth(more) : 0;
}
