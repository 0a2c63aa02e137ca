// What this browser remembers of a file it sends in parts, to know it again after the page was
// closed: the file itself is gone then, and has to be chosen anew.

const PREFIX = "upload:";
const END = 1048576;
const KEPT_MS = 2 * 24 * 3600 * 1000;

const hex = (bytes) =>
  [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");

/** A hash of how a file begins and ends; where the browser has none, when it was changed. */
export async function printOf(file, { subtle = globalThis.crypto?.subtle } = {}) {
  if (!subtle) return `changed-${file.lastModified}`;
  const ends = [file.slice(0, END), file.slice(Math.max(END, file.size - END))];
  const bytes = await new Blob(ends).arrayBuffer();
  return hex(await subtle.digest("SHA-256", bytes));
}

/** Keeps a file's print under its upload's id. A browser that keeps nothing asks no less well. */
export function remember(id, print, { store = localStorage, now = Date.now() } = {}) {
  try {
    store.setItem(PREFIX + id, JSON.stringify({ print, at: now }));
  } catch {
    // Full or forbidden: the file's name and size have to do.
  }
}

export function printFor(id, { store = localStorage } = {}) {
  try {
    return JSON.parse(store.getItem(PREFIX + id) ?? "null")?.print ?? null;
  } catch {
    return null;
  }
}

export function forget(id, { store = localStorage } = {}) {
  try {
    store.removeItem(PREFIX + id);
  } catch {
    // What cannot be kept needs not be forgotten.
  }
}

/** Forgets what is older than any upload lives. */
export function clear({ store = localStorage, now = Date.now() } = {}) {
  try {
    const keys = Array.from({ length: store.length }, (_, n) => store.key(n));
    for (const key of keys.filter((key) => key?.startsWith(PREFIX))) {
      const { at = 0 } = JSON.parse(store.getItem(key) ?? "{}");
      if (now - at > KEPT_MS) store.removeItem(key);
    }
  } catch {
    // See above.
  }
}

/** True when a chosen file is the one an upload was begun with, as far as can be told. */
export async function isSame(file, upload, options) {
  if (file.size !== upload.size_bytes) return false;
  const print = printFor(upload.id, options);
  return print === null ? file.name === upload.filename : print === (await printOf(file, options));
}
