// A document beside its facts: keys decide, a fact that is looked at shows where it stands.
import { closest, isTyping } from "../lib/dom.js";

const PHONE = window.matchMedia("(width < 64rem)");
const pane = () => document.getElementById("sheet-doc");
const rows = () => [...document.querySelectorAll("[data-stated]")];
const current = () => document.querySelector("[data-stated].is-current");
let place = 0;

/** Light up where a fact stands; on a phone only when it is asked for, over the facts. */
function show(row, { isAsked = false } = {}) {
  for (const lit of pane().querySelectorAll(".is-lit")) lit.classList.remove("is-lit");
  const source = row?.dataset.source && document.getElementById(row.dataset.source);
  if (!source) return;
  source.classList.add("is-lit");
  if (PHONE.matches && !isAsked) return;
  if (PHONE.matches) {
    pane().classList.add("is-open");
    pane().focus({ preventScroll: true });
  }
  centre(source);
}

/** Move the pane alone: the page with the facts stays where it is. */
function centre(source) {
  const frame = pane().getBoundingClientRect();
  const box = source.getBoundingClientRect();
  const scroll = source.closest(".doc-scroll");
  scroll?.scrollTo({ left: source.offsetLeft - scroll.clientWidth / 3 });
  pane().scrollBy({ top: box.top - frame.top - frame.height / 3 });
}

function choose(row, { focus = true } = {}) {
  for (const other of rows()) other.classList.toggle("is-current", other === row);
  if (!row) return;
  place = rows().indexOf(row);
  if (focus) {
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  show(row);
}

function move(step) {
  const all = rows();
  const at = all.indexOf(current());
  choose(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function edit(row) {
  row.querySelector(".stated-edit").open = true;
  const field = row.querySelector("[data-edit-value]");
  field.focus();
  field.select();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  a: () => current()?.querySelector("[data-confirm-fact]")?.click(),
  x: () => current()?.querySelector("[data-reject-fact]")?.click(),
  e: () => current()?.querySelector(".stated-edit") && edit(current()),
  z: () => document.querySelector("[data-undo]")?.click(),
};

function close() {
  pane().classList.remove("is-open");
  current()?.focus({ preventScroll: true });
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (pane()?.classList.contains("is-open")) close();
    const editing = closest(event, ".stated-edit[open]");
    if (editing) {
      editing.open = false;
      editing.closest("[data-stated]").focus();
    }
    return;
  }
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter") {
    // On the row itself only: a button or link that has the focus does its own.
    if (event.target !== current()) return;
    KEYS.a();
  } else if (localStorage.getItem("shortcuts") !== "off" && KEYS[event.key.toLowerCase()]) {
    KEYS[event.key.toLowerCase()]();
  } else return;
  event.preventDefault();
}

function start() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    if (closest(event, "[data-close-doc]")) return close();
    const link = closest(event, "[data-show]");
    const row = closest(event, "[data-stated], .stated-done");
    if (link) {
      event.preventDefault();
      if (row.matches("[data-stated]")) choose(row, { focus: false });
      show(row, { isAsked: true });
    } else if (row?.matches("[data-stated]") && !closest(event, "a, button, summary, input")) {
      choose(row);
    }
  });
  document.addEventListener("focusin", (event) => {
    const row = closest(event, "[data-stated]");
    if (row && row !== current()) choose(row, { focus: false });
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!document.getElementById("sheet-facts")) return;
    const all = rows();
    const wrong = document.querySelector("[data-stated] [aria-invalid=true]");
    if (wrong) return wrong.focus();
    if (isTyping(document.activeElement) || current()) return;
    // Focus goes to the fact that has come to where the decided one stood.
    if (all.length) choose(all[Math.min(place, all.length - 1)]);
    else document.querySelector("[data-back]")?.focus();
  });
  // Whoever comes by a link to one fact of the sheet sees it; nobody's focus is taken otherwise.
  const asked =
    location.hash &&
    document.querySelector(`[data-source="${CSS.escape(location.hash.slice(1))}"]`);
  choose(asked || rows()[0], { focus: false });
}

start();
