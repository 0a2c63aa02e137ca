// Texts as they are written: what comes is added to what stands there.

const tile = (item) => document.getElementById(`tile-${item}`);
const words = (item) => tile(item)?.querySelector("[data-writing]");

/** The text once `text` stands from character `at` on; null when something before it is missing.
 * Characters are code points, as the server counts them. What is there already stays as it is. */
export function grown(shown, { at, text }) {
  const signs = [...shown];
  if (at > signs.length) return null;
  const added = [...text];
  const isThere = added.every((sign, place) => signs[at + place] === sign);
  return isThere ? shown : signs.slice(0, at).join("") + text;
}

/** Adds what was written; answers false when something before it is missing. */
export function writeOn({ item_id: item, at, text }, stages) {
  const place = words(item);
  if (!place) return true;
  if (!place.textContent) showStage({ item_id: item, stage: "write" }, stages);
  const whole = grown(place.textContent, { at, text });
  if (whole === null) return false;
  if (whole !== place.textContent) place.textContent = whole;
  return true;
}

/** Shows all of what is written, as a snapshot tells it; what came since is longer and stays. */
export function writeAll({ id, text_so_far: text }) {
  const place = words(id);
  if (place && text && !place.textContent.startsWith(text)) place.textContent = text;
}

/** Says what is being done to a text; one that is being written was started before. */
export function showStage({ item_id: item, stage }, stages) {
  const place = tile(item)?.querySelector("[data-stage]");
  if (!place || !stages[stage] || (stage === "start" && words(item)?.textContent)) return;
  place.textContent = stages[stage];
}
