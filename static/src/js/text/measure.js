// How long a text is, as its channel counts; the field's hint says it, and never stops anybody.
import { fill } from "../lib/strings.js";

const ADDRESS = /https?:\/\/\S+/g;
const ADDRESS_WEIGHT = 23;
// docs.x.com, "Counting characters": these ranges weigh 1, all others 2.
const LIGHT = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
];

const isLight = (point) => LIGHT.some(([low, high]) => low <= point && point <= high);
const signs = (text) => [...text];

export const MEASURES = {
  signs: (text) => signs(text).length,
  hanzi: (text) =>
    Math.ceil(signs(text).reduce((sum, sign) => sum + (sign.codePointAt(0) < 128 ? 1 : 2), 0) / 2),
  tags: (text) => new Set(text.split(/[\s,，、#＃]+/).filter(Boolean)).size,
  weight: (text) =>
    (text.match(ADDRESS) ?? []).length * ADDRESS_WEIGHT +
    signs(text.replace(ADDRESS, "")).reduce(
      (sum, sign) => sum + (isLight(sign.codePointAt(0)) ? 1 : 2),
      0,
    ),
};

/** A post as it is copied: title, text and tags, each apart by an empty line. */
export function whole({ title = "", body = "", tags = "" }) {
  const words = [...new Set(tags.split(/[\s,，、#＃]+/).filter(Boolean))];
  return [title.trim(), body.trim(), words.map((tag) => `#${tag}`).join(" ")]
    .filter(Boolean)
    .join("\n\n");
}

function textOf(count) {
  if (count.dataset.counts !== "all") {
    return document.getElementById(count.dataset.counts)?.value ?? "";
  }
  const value = (name) => count.closest("form").elements[name]?.value ?? "";
  return whole({ title: value("title"), body: value("body"), tags: value("tags") });
}

export function refreshCounts(root = document) {
  for (const count of root.querySelectorAll("[data-counts]")) {
    const { measure, most, within, over } = count.dataset;
    const length = MEASURES[measure](textOf(count));
    const more = length - Number(most);
    const values = { count: length.toLocaleString(), most: Number(most).toLocaleString(), more };
    count.textContent = fill(more > 0 ? over : within, values);
    count.classList.toggle("is-over", more > 0);
  }
}
