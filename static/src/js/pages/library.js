// The library: keys, what is done to a selection, and what arrives while the page is open.
import { closest, isTyping } from "../lib/dom.js";
import { startBulk } from "../library/bulk.js";
import { startTagging } from "../library/tagging.js";
import { counted } from "../lib/strings.js";
import { settled } from "../lib/timing.js";

const AT_TOP = 240;
const ADDRESS_LIFE = 25 * 60_000;
const loadedAt = performance.now();

const tiles = () => [...document.querySelectorAll("[data-pictures] [data-tile]")];
const box = (tile) => tile.querySelector("input[data-select]");
// Whether all of the list is meant, as the bar said last.
let everything = false;
const isImage = (tile) => tile.dataset.kind === "image";
const chosen = () => tiles().filter((tile) => box(tile)?.checked);

function choose(some, on) {
  for (const tile of some) box(tile).checked = on;
  // The bar counts when a box changes, as it does under a finger.
  if (some.length) box(some.at(-1)).dispatchEvent(new Event("change", { bubbles: true }));
}

function refresh() {
  if (!document.querySelector("[data-pictures]")) {
    // The first picture brings search and filters with it.
    drawAnew();
    return;
  }
  window.htmx.trigger("#library-refresh", "refresh");
}

/** What is asked anew is what the address says now: a search may have changed it. */
function startRefresh() {
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.elt.id === "library-refresh") detail.path = location.pathname + location.search;
  });
}

/** New pictures slide in at the top; further down a pill says how many, and nothing jumps. */
function startNews() {
  const pill = document.getElementById("library-news");
  if (!pill) return;
  let waiting = 0;
  const show = () => {
    pill.hidden = waiting === 0;
    pill.textContent = waiting ? counted(waiting, pill.dataset) : "";
  };
  const take = () => {
    waiting = 0;
    show();
    refresh();
  };
  const arrived = settled(
    () => (scrollY < AT_TOP && !chosen().length ? take() : show()),
    300,
    1500,
  );
  const count = () => {
    waiting += 1;
    arrived();
  };
  document.addEventListener("upload:ready", count);
  document.addEventListener("live:item", ({ detail }) => detail.state === "succeeded" && count());
  document.addEventListener("library:changed", refresh);
  pill.addEventListener("click", () => {
    scrollTo({ top: 0 });
    take();
  });
}

/** The page is asked for anew, without taking the tray and its uploads away. */
function drawAnew() {
  const whole = { target: "main", select: "main", swap: "morph" };
  window.htmx.ajax("GET", location.pathname + location.search, whole);
}

/** The bin loses a row by itself; after the last one, or after many, it is drawn anew. */
function startBin() {
  if (!document.getElementById("binned")) return;
  document.addEventListener("library:changed", ({ target }) => {
    const row = target instanceof Element ? target.closest("#binned [data-tile]") : null;
    if (!row || tiles().every((tile) => tile === row)) drawAnew();
  });
}

/** One file is saved as it is; several come in one zip, which a worker writes. */
function download(ids, button) {
  if (ids.length === 1 && !everything) {
    const link = document.createElement("a");
    link.href = `${button.dataset.url}/${ids[0]}/download`;
    link.download = "";
    link.click();
    return;
  }
  document.getElementById("export-dialog")?.remove();
  window.htmx.ajax("POST", button.dataset.zip, {
    source: button,
    target: "body",
    swap: "beforeend",
  });
}

function act(button) {
  const ids = chosen().map((tile) => tile.dataset.tile);
  if (!ids.length) return;
  if (button.dataset.verb === "download") download(ids, button);
  // Images are made from pictures: what is none is left out.
  const pictures = chosen().filter(isImage);
  if (button.dataset.verb === "make" && pictures.length) {
    const asset = pictures.map((tile) => tile.dataset.tile).join(",");
    location.assign(`${button.dataset.url}?${new URLSearchParams({ asset })}`);
  }
}

function verb(name) {
  return document.querySelector(`[data-verb="${name}"]`);
}

function startVerbs() {
  document.addEventListener("click", (event) => {
    const button = closest(event, "[data-verb]");
    if (button) act(button);
  });
  document.addEventListener("selection", ({ detail }) => {
    everything = detail.everything;
    const make = verb("make");
    // Of everything nobody can say here what it is; images are made from what is seen.
    if (make) make.hidden = detail.everything || !chosen().some(isImage);
    const button = verb("delete");
    if (!button) return;
    const { titleOne, titleMany, goOne, goMany } = button.dataset;
    const { count } = detail;
    button.setAttribute("hx-confirm", counted(count, { one: titleOne, many: titleMany }));
    button.dataset.confirmGo = counted(count, { one: goOne, many: goMany });
  });
  document.addEventListener("library:changed", () => {
    document.getElementById("attach-dialog")?.close();
    document.dispatchEvent(new CustomEvent("selection:clear"));
  });
}

/** How many tiles stand in a row, as the grid is drawn now. */
function columns(all) {
  const top = all[0].offsetTop;
  const first = all.findIndex((tile) => tile.offsetTop !== top);
  return first === -1 ? all.length : first;
}

// Where a range began that Shift and the arrows choose.
let anchor = null;

function move(key, { shift }) {
  const all = tiles();
  if (!all.length) return false;
  const here = document.activeElement?.closest("[data-tile]");
  const at = all.indexOf(here);
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns(all), ArrowDown: columns(all) };
  const next = all[at === -1 ? 0 : at + step[key]];
  next?.querySelector("a.tile-link")?.focus();
  if (!shift) anchor = null;
  else if (next && at !== -1) {
    anchor = anchor?.isConnected ? anchor : here;
    const [from, to] = [all.indexOf(anchor), all.indexOf(next)].sort((a, b) => a - b);
    for (const tile of all) box(tile).checked = false;
    choose(all.slice(from, to + 1), true);
  }
  return Boolean(next);
}

const KEYS = {
  " ": () => {
    const tile = document.activeElement?.closest("[data-tile]");
    if (!tile || document.activeElement === box(tile)) return false;
    choose([tile], !box(tile).checked);
    return true;
  },
  d: () => verb("download") && chosen().length > 0 && (verb("download").click(), true),
  Delete: () => verb("delete") && chosen().length > 0 && (verb("delete").click(), true),
  Escape: () =>
    chosen().length > 0 && (document.dispatchEvent(new CustomEvent("selection:clear")), true),
};
for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
  KEYS[key] = ({ shiftKey }) => move(key, { shift: shiftKey });
}

/** First all that is shown; asked again, all there is. */
function chooseAll() {
  const all = tiles();
  if (all.some((tile) => !box(tile).checked)) choose(all, true);
  else document.querySelector("[data-everything]:not([hidden])")?.click();
}

function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (!tiles().length || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.target instanceof Element && event.target.closest("[popover]")) return;
    const all = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a";
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (all) chooseAll();
    if (all || (plain && KEYS[event.key]?.(event))) event.preventDefault();
  });
}

/** An address that has run out is asked for anew; a file that is gone says so. */
function startMissing() {
  const lost = document.getElementById("missing-picture");
  if (!lost) return;
  const gone = (image) => {
    const thumb = lost.content.firstElementChild.cloneNode(true);
    (image.closest(".thumb") ?? image.closest("[data-picture] > a") ?? image).replaceWith(thumb);
  };
  const recover = (event) => {
    const image = event.target;
    // The tray shows files as they are, pictures or not.
    if (!(image instanceof HTMLImageElement) || image.closest("#upload-tray")) return;
    const tile = image.closest("[data-pictures] [data-tile]");
    const isOld = performance.now() - loadedAt > ADDRESS_LIFE;
    if (!tile || !isOld || tile.dataset.again) return gone(image);
    const url = `${location.pathname}/${tile.dataset.tile}/tile`;
    window.htmx.ajax("GET", url, { target: tile, swap: "outerHTML" }).then(() => {
      const fresh = document.getElementById(tile.id);
      if (fresh) fresh.dataset.again = "yes";
    });
  };
  // An image's error does not bubble; it can be caught on the way down.
  document.addEventListener("error", recover, true);
  for (const image of document.images) {
    if (image.complete && image.naturalWidth === 0 && image.src) recover({ target: image });
  }
}

startRefresh();
startNews();
startBin();
startVerbs();
startBulk();
startTagging();
startKeys();
startMissing();
