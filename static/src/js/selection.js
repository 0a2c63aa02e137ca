import { closest } from "./lib/dom.js";
import { counted } from "./lib/strings.js";

function boxes() {
  return [...document.querySelectorAll("input[data-select]")];
}

function refresh() {
  const bar = document.querySelector("[data-selection-bar]");
  if (!bar) return;
  const chosen = boxes().filter((box) => box.checked);
  bar.hidden = chosen.length === 0;
  document.body.classList.toggle("is-selecting", chosen.length > 0);
  const count = bar.querySelector("[data-selection-count]");
  count.textContent = chosen.length ? counted(chosen.length, count.dataset) : "";
  const ids = chosen.map((box) => box.value);
  document.dispatchEvent(new CustomEvent("selection", { detail: { ids } }));
}

/** Tiles with a checkbox and the bar that appears at the first one; Shift chooses a range. */
export function startSelection() {
  let last = null;
  let shift = false;
  document.addEventListener("click", (event) => {
    shift = event.shiftKey;
    if (!closest(event, "[data-selection-clear]")) return;
    for (const box of boxes()) box.checked = false;
    refresh();
  });
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !("select" in box.dataset)) return;
    const all = boxes();
    if (shift && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const between of all.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
    refresh();
  });
  document.addEventListener("htmx:afterSettle", refresh);
  refresh();
}
