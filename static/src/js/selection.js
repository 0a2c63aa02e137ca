import { closest } from "./lib/dom.js";
import { counted } from "./lib/strings.js";

// Whether all that the address lets through is meant, not only what is shown of it.
let everything = false;

function boxes() {
  return [...document.querySelectorAll("input[data-select]")];
}

/** How many there are in all, as the list says; 0 where it says nothing. */
function total() {
  return Number(document.querySelector("[data-pictures]")?.dataset.total ?? 0);
}

/** How many are meant, and whether all of the list are. */
function selection() {
  const ids = boxes()
    .filter((box) => box.checked)
    .map((box) => box.value);
  return { ids, everything, count: everything ? total() : ids.length };
}

/** The hidden fields that say so to the server; they are sent only while they hold. */
function fillScope() {
  const scope = document.querySelector("[data-scope]");
  if (!scope) return;
  const { asked = "", until = "" } = document.querySelector("[data-pictures]")?.dataset ?? {};
  const values = { everything: "1", asked, until };
  for (const input of scope.querySelectorAll("input")) {
    input.disabled = !everything;
    input.value = values[input.name];
  }
}

function refresh() {
  const bar = document.querySelector("[data-selection-bar]");
  if (!bar) return;
  const all = boxes();
  if (everything && all.length) for (const box of all) box.checked = true;
  else everything = false;
  const { ids, count } = selection();
  bar.hidden = count === 0;
  document.body.classList.toggle("is-selecting", count > 0);
  const said = bar.querySelector("[data-selection-count]");
  said.textContent = count ? counted(count, said.dataset) : "";
  const offer = bar.querySelector("[data-everything]");
  if (offer) {
    offer.hidden = everything || ids.length < all.length || total() <= all.length;
    offer.textContent = offer.hidden ? "" : counted(total(), offer.dataset);
  }
  fillScope();
  document.dispatchEvent(new CustomEvent("selection", { detail: selection() }));
}

function selectEverything() {
  everything = true;
  refresh();
}

function clearSelection() {
  everything = false;
  for (const box of boxes()) box.checked = false;
  refresh();
}

/** Tiles with a checkbox and the bar that appears at the first one; Shift chooses a range. */
export function startSelection() {
  let last = null;
  let shift = false;
  document.addEventListener("click", (event) => {
    shift = event.shiftKey;
    if (closest(event, "[data-selection-clear]")) clearSelection();
    if (closest(event, "[data-everything]")) selectEverything();
  });
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !("select" in box.dataset)) return;
    everything = false;
    const all = boxes();
    if (shift && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const between of all.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
    refresh();
  });
  document.addEventListener("selection:clear", clearSelection);
  document.addEventListener("htmx:afterSettle", refresh);
  refresh();
}
