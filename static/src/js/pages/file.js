// One file: a document is leafed through and made larger, a font is set in its own letters, its
// product is chosen.
import { closest, isTyping } from "../lib/dom.js";

const ZOOMS = [50, 75, 100, 150, 200, 300];
const FAMILY = "specimen";

/** The step after `at` in one direction; none means back to the whole width. */
export function zoomed(at, by) {
  if (by === 0) return 100;
  const place = ZOOMS.indexOf(at) + by;
  return ZOOMS[Math.min(Math.max(place, 0), ZOOMS.length - 1)];
}

const reader = () => document.querySelector("[data-reader]");
const frame = () => reader()?.querySelector("[data-pages]");
const pages = () => [...(frame()?.querySelectorAll("[data-page]") ?? [])];

/** The page that stands in the upper half of the frame. */
function current() {
  const top = frame().getBoundingClientRect().top + frame().clientHeight / 3;
  const all = pages();
  const at = all.findLastIndex((page) => page.getBoundingClientRect().top <= top);
  return Math.max(at, 0);
}

function tell() {
  reader().querySelector("[data-at]").textContent = current() + 1;
}

function step(by) {
  const all = pages();
  const next = all[Math.min(Math.max(current() + by, 0), all.length - 1)];
  const distance = next.getBoundingClientRect().top - frame().getBoundingClientRect().top;
  frame().scrollBy({ top: distance - 16 });
}

function zoom(by) {
  const box = frame();
  const at = current();
  box.dataset.zoom = zoomed(Number(box.dataset.zoom), by);
  reader().querySelector("[data-zoom-at]").textContent = `${box.dataset.zoom}%`;
  // What was looked at stays in sight.
  const top = pages()[at].getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollBy({ top: top - 16 });
}

const KEYS = {
  ArrowLeft: () => step(-1),
  ArrowRight: () => step(1),
  "+": () => zoom(1),
  "=": () => zoom(1),
  "-": () => zoom(-1),
  0: () => zoom(0),
};

function startReader() {
  document.addEventListener("click", (event) => {
    const { step: by, zoomBy } = closest(event, "[data-step], [data-zoom-by]")?.dataset ?? {};
    if (!reader()) return;
    if (by) step(Number(by));
    if (zoomBy) zoom(Number(zoomBy));
  });
  document.addEventListener("keydown", (event) => {
    if (!reader() || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  // Scrolling does not bubble; it can be caught on the way down.
  document.addEventListener("scroll", (event) => event.target === frame() && tell(), true);
}

/** The font comes from the store by an address of its own; no style is written into the page. */
async function startSpecimen() {
  const box = document.querySelector("[data-specimen]");
  if (!box) return;
  const state = box.querySelector("[data-specimen-state]");
  box.classList.add("is-waiting");
  try {
    const face = new FontFace(FAMILY, `url("${box.dataset.specimen}")`);
    document.fonts.add(await face.load());
    state.hidden = true;
    for (const shown of box.querySelectorAll(".specimen")) shown.removeAttribute("aria-hidden");
  } catch {
    state.textContent = state.dataset.failed;
  }
  box.classList.remove("is-waiting");
}

/** A version that has come is shown at once: everything on the page may be another now. */
function startVersions() {
  document.addEventListener("upload:ready", ({ detail }) => {
    const zone = document.querySelector("[data-replaces]");
    if (zone && detail.asset?.id === zone.dataset.replaces) location.reload();
  });
}

/** The menu says what is chosen, the form sends it. */
function startProduct() {
  document.addEventListener("click", (event) => {
    const pick = closest(event, "[data-product-pick]");
    const field = pick?.closest("[data-product-field]");
    if (!field) return;
    field.querySelector("#product-name").textContent = pick.querySelector("span").textContent;
    for (const one of field.querySelectorAll("[data-product-pick]")) {
      one.setAttribute("aria-checked", String(one === pick));
    }
    field.querySelector("#product-open").focus();
    const sent = field.querySelector("input[type=hidden]");
    sent.value = pick.dataset.productPick;
    sent.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

if (typeof document !== "undefined") {
  startReader();
  startSpecimen();
  startVersions();
  startProduct();
}
