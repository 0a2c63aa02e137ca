// What is chosen in the studio: the boxes on the page are the truth, its address tells them again.

const all = (selector) => [...document.querySelectorAll(selector)];
const short = (id) => id.replaceAll("-", "");

export const looksGrid = () => document.getElementById("looks");
export const photoBoxes = () => all("input[name='asset']");
export const lookBoxes = () => all("input[name='look']");
export const chosenPhotos = () => photoBoxes().filter((box) => box.checked);
export const chosenLooks = () => lookBoxes().filter((box) => box.checked);
export const currentPhoto = () => looksGrid()?.dataset.asset ?? "";

/** The choice as the query of an address; `added` photos are chosen too, `without` a group. */
export function query({ added = [], without } = {}) {
  const kept = (box) => !without || box.closest("[data-group]") !== without;
  const params = new URLSearchParams();
  const boxes = photoBoxes().filter(kept);
  const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
  const shown = boxes.filter((box) => !box.checked).map((box) => box.value);
  const put = (name, values) => values.length && params.set(name, values.join(","));
  if (boxes.length || added.length) {
    params.set("asset", [...new Set([...chosen, ...added])].map(short).join(","));
  }
  put("off", shown.filter((id) => !added.includes(id)).map(short));
  put(
    "look",
    chosenLooks().map((box) => box.value),
  );
  for (const select of [document.getElementById("ratio"), document.getElementById("size")]) {
    if (select.value !== select.dataset.standard) params.set(select.name, select.value);
  }
  const current = currentPhoto();
  if (current && (!without || boxes.some((box) => box.value === current))) {
    params.set("current", short(current));
  }
  return params.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** Rounds as Python does, so that what is shown is what is made: halves go to the even side. */
function evenly(value) {
  const whole = Math.round(value);
  return Math.abs(value % 1) === 0.5 && whole % 2 ? whole - 1 : whole;
}

/** Width and height in px, both even, as the server makes them. */
export function sizeOf(ratio, side) {
  const [across, down] = ratio.split(":").map(Number);
  const scale = side / Math.max(across, down);
  return [evenly((across * scale) / 2) * 2, evenly((down * scale) / 2) * 2];
}
