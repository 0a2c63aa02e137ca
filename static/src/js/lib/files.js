const TYPES = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  heic: "image/heic",
  heif: "image/heif",
};

function ending(name) {
  return name.includes(".") ? name.slice(name.lastIndexOf(".") + 1).toLowerCase() : "";
}

/** The type a photo is sent as, or "" for what we do not take. Browsers leave HEIC's type empty. */
export function photoType({ name, type }) {
  return Object.values(TYPES).includes(type) ? type : (type === "" && TYPES[ending(name)]) || "";
}

/** Why a file cannot be uploaded, as the name of a sentence with its values, or null. */
export function refusal(file, { maxBytes }) {
  if (!photoType(file)) {
    const kind = ending(file.name) || file.type || file.name;
    return { name: "refusedType", values: { type: kind.toUpperCase() } };
  }
  if (file.size === 0) return { name: "refusedEmpty", values: {} };
  if (maxBytes && file.size > maxBytes) {
    return { name: "refusedSize", values: { limit: Math.floor(maxBytes / 1048576) } };
  }
  return null;
}

/** Seconds left, rounded as people say it: to 5 below a minute; null while too little is known. */
export function secondsLeft({ done, total, elapsed }) {
  if (elapsed < 2 || done <= 0 || done >= total) return null;
  const seconds = ((total - done) / done) * elapsed;
  return seconds < 60 ? Math.max(5, Math.round(seconds / 5) * 5) : Math.round(seconds / 60) * 60;
}
