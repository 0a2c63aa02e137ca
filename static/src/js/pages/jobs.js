// The list of jobs: numbers, bars and time left stay fresh; what ends moves down to Earlier; what
// is chosen stays chosen, and the bar offers only what means something for it.
import { counted } from "../lib/strings.js";
import { isTyping } from "../lib/dom.js";
import { settled } from "../lib/timing.js";

const AT_ONCE = 20;
const ended = new Set();
const boxes = () => [...document.querySelectorAll("#jobs input[data-select]")];
const chosen = () => boxes().filter((box) => box.checked);

function address() {
  const url = new URL(document.getElementById("open-jobs").dataset.url, location.href);
  for (const id of [...ended].slice(0, AT_ONCE)) {
    ended.delete(id);
    if (!document.querySelector(`#earlier #job-${id}`)) url.searchParams.append("ended", id);
  }
  return url.pathname + url.search;
}

/** A job that was tried again stands among the open ones, and only there. */
function leaveOnce() {
  for (const row of document.querySelectorAll("#open-jobs [id^=job-]")) {
    document.querySelector(`#earlier #${row.id}`)?.remove();
  }
}

/** The bar counts when a box changes, as it does under a finger. */
function choose(some, on) {
  for (const box of some) box.checked = on;
  if (some.length) some.at(-1).dispatchEvent(new Event("change", { bubbles: true }));
}

/** A row that moves is drawn anew: what was chosen before is chosen after. */
async function keepingChoice(work) {
  const before = new Set(chosen().map((box) => box.value));
  await work();
  choose(
    boxes().filter((box) => before.has(box.value) && !box.checked),
    true,
  );
}

const refresh = settled(
  () => {
    // Before the first job there is no list to refresh; with it comes the whole page.
    if (!document.getElementById("open-jobs")) return location.reload();
    return keepingChoice(async () => {
      await window.htmx.ajax("GET", address(), { target: "#open-jobs", swap: "morph" });
      leaveOnce();
      if (ended.size) refresh();
    });
  },
  400,
  1500,
);
for (const name of ["item", "job"]) document.addEventListener(`live:${name}`, refresh);
document.addEventListener("live:snapshot", ({ detail }) => {
  if (document.getElementById("open-jobs") || detail.jobs?.length) refresh();
});
document.addEventListener("live:done", ({ detail }) => {
  ended.add(detail.job_id);
  refresh();
});

// --- several at once ----------------------------------------------------------------------------

const can = (box, verb) => box.dataset.verbs.split(" ").includes(verb);

/** Each verb says how many of the chosen jobs it is for. */
function offer() {
  for (const button of document.querySelectorAll("[data-selection-bar] [data-verb]")) {
    const count = chosen().filter((box) => can(box, button.dataset.verb)).length;
    button.hidden = count === 0;
    const { titleOne, titleMany, goOne, goMany } = button.dataset;
    if (!count || !titleOne) continue;
    button.setAttribute("hx-confirm", counted(count, { one: titleOne, many: titleMany }));
    button.dataset.confirmGo = counted(count, { one: goOne, many: goMany });
  }
}

document.addEventListener("selection", offer);

function redraw() {
  const whole = { target: "#jobs", select: "#jobs", swap: "morph" };
  return window.htmx.ajax("GET", location.pathname + location.search, whole);
}

/** What was fetched before stays: rows leave that were deleted, and the others are drawn anew. */
document.addEventListener("jobs:changed", ({ detail }) => {
  const some = chosen();
  // The verb that was pressed goes away with its bar: the row after the first chosen takes over.
  const rows = [...document.querySelectorAll("#jobs [id^=job-]")];
  const isLeft = (row) => !some.includes(row.querySelector("input[data-select]"));
  const at = rows.findIndex((row) => !isLeft(row));
  const next = rows.slice(at).find(isLeft) ?? rows.findLast(isLeft);
  choose(some, false);
  next?.querySelector(".row-go").focus({ preventScroll: true });
  // A list of one state loses what changed its state: only the server knows which.
  if (new URLSearchParams(location.search).has("state")) return redraw();
  for (const box of some) {
    if (detail.gone && can(box, "hide")) box.closest("[id^=job-]").remove();
    else if (can(box, "stop")) ended.add(box.value);
  }
  if (!boxes().length) return location.reload();
  refresh();
});

const all = document.querySelector("[data-select-all]");
if (all) all.hidden = false;
all?.addEventListener("click", () => choose(boxes(), true));

const verb = (name) =>
  document.querySelector(`[data-selection-bar] [data-verb="${name}"]:not([hidden])`);

const KEYS = {
  Escape: () => chosen().length > 0 && (choose(chosen(), false), true),
  Delete: () => verb("hide") && (verb("hide").click(), true),
  r: () => chosen().length > 0 && verb("retry") && (verb("retry").click(), true),
  x: () => {
    const box = document.activeElement?.closest("[id^=job-]")?.querySelector("input[data-select]");
    return box && (choose([box], !box.checked), true);
  },
};

document.addEventListener("keydown", (event) => {
  const isBox = event.target instanceof Element && event.target.matches("[data-select]");
  if ((isTyping(event.target) && !isBox) || document.querySelector("dialog[open]")) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "a" && boxes().length) {
    event.preventDefault();
    return choose(boxes(), true);
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isLetter = event.key.length === 1;
  if (isLetter && localStorage.getItem("shortcuts") === "off") return;
  if (KEYS[event.key]?.()) event.preventDefault();
});
