/** How a name ends, in small letters, or "". */
export function ending(name) {
  return name.includes(".") ? name.slice(name.lastIndexOf(".") + 1).toLowerCase() : "";
}

/** The kind of a file by its name, else by its type; "" for what is not taken.
 * `endings`: how names end that are taken → their kind. */
export function kindOf({ name, type }, endings) {
  const end = ending(name);
  if (end) return endings[end] ?? "";
  const kind = type.split("/")[0];
  return Object.values(endings).includes(kind) ? kind : "";
}

/** Why a file cannot be uploaded, as the name of a sentence with its values, or null.
 * `limits`: kind → bytes; `kinds`: those that are taken at this place, or none for all. */
export function refusal(file, { endings, limits, kinds = [] }) {
  const kind = kindOf(file, endings);
  if (!kind) {
    const told = ending(file.name) || file.type || file.name;
    const isPicture = file.type.startsWith("image/") || kinds.join() === "image";
    const name = isPicture ? "refusedPicture" : "refusedType";
    return { name, values: { type: told.toUpperCase() } };
  }
  if (kinds.length && !kinds.includes(kind)) return { name: "refusedHere", values: {} };
  if (file.size === 0) return { name: "refusedEmpty", values: {} };
  if (limits[kind] && file.size > limits[kind]) {
    return { name: "refusedSize", values: { limit: size(limits[kind]) } };
  }
  return null;
}

const UNITS = ["KB", "MB", "GB"];

function unitOf(bytes) {
  let unit = 0;
  while (unit < UNITS.length - 1 && bytes >= 1024 ** (unit + 2)) unit += 1;
  return unit;
}

function inUnit(bytes, unit) {
  const value = bytes / 1024 ** (unit + 1);
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}

/** A size as people say it: "1.2 GB". */
export function size(bytes) {
  const unit = unitOf(bytes);
  return `${inUnit(bytes, unit)} ${UNITS[unit]}`;
}

/** How much of it is there, both in the unit of the whole: "1.2" and "2.0 GB". */
export function share(done, total) {
  const unit = unitOf(total);
  const whole = (total / 1024 ** (unit + 1)).toFixed(1);
  return { done: (done / 1024 ** (unit + 1)).toFixed(1), total: `${whole} ${UNITS[unit]}` };
}

/** Seconds left, rounded as people say it: to 5 below a minute; null while too little is known. */
export function secondsLeft({ done, total, elapsed }) {
  if (elapsed < 2 || done <= 0 || done >= total) return null;
  const seconds = ((total - done) / done) * elapsed;
  return seconds < 60 ? Math.max(5, Math.round(seconds / 5) * 5) : Math.round(seconds / 60) * 60;
}
