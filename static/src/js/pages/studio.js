// The image studio. The boxes of the form hold the choice; this keeps preview, words and address true.
import { closest, isTyping } from "../lib/dom.js";
import { counted, fill } from "../lib/strings.js";
import { settled } from "../lib/timing.js";
import {
  chosenLooks,
  chosenPhotos,
  currentPhoto,
  lookBoxes,
  looksGrid,
  photoBoxes,
  query,
  sizeOf,
} from "../studio/choice.js";
import { openDraft, saveDraft } from "../studio/draft.js";
import { refreshFoot } from "../studio/foot.js";
import { ordersByKey, showMaking } from "../studio/order.js";
import { startPicker } from "../studio/picker.js";
import { Preview } from "../studio/preview.js";
import { Rectangle } from "../studio/rectangle.js";

const preview = new Preview();
const rectangle = new Rectangle({
  onStart: () => preview.view("before"),
  onStop: () => preview.view("preview"),
});
const element = (id) => document.getElementById(id);
let connection = "";

function remember() {
  const text = query();
  history.replaceState(null, "", text ? `?${text}` : location.pathname);
  saveDraft(chosenPhotos().length ? text : "");
  element("start-over").hidden = !text;
}

function refresh() {
  const looks = chosenLooks().length;
  const count = element("looks-count");
  count.textContent = looks ? counted(looks, count.dataset) : "";
  element("looks-clear").hidden = !looks;
  element("photos-count").textContent = chosenPhotos().length || "";
  showSize();
  showConnection();
  refreshFoot();
  preview.refreshFilm();
}

function changed() {
  refresh();
  remember();
}

function showSize() {
  const note = element("size-note");
  if (!note) return;
  const [width, height] = sizeOf(element("ratio").value, Number(element("size").value));
  const size = `${width} × ${height}`;
  note.textContent = `· ${width === height ? size : fill(note.dataset.square, { size })}`;
}

function showConnection(now = connection) {
  connection = now;
  const word = element("live-word");
  if (!word) return;
  word.textContent = connection ? word.dataset[connection] : "";
  element("live-dot").classList.toggle("bg-success", connection === "live");
}

/** The panes anew, with photos added or a group gone; what is chosen goes along in the address. */
async function reload(change) {
  const text = query(change);
  // A photo added once more is a box that is there already: answers never change a tick.
  for (const box of photoBoxes()) box.checked ||= Boolean(change?.added?.includes(box.value));
  rectangle.stop();
  const url = `${element("studio").dataset.url}?${text || "fresh=1"}`;
  await window.htmx.ajax("GET", url, { target: "#studio", swap: "morph" });
  remember();
}

function showPhoto(id) {
  if (id === currentPhoto()) return;
  rectangle.stop();
  for (const photo of document.querySelectorAll("[data-photo]")) {
    const button = photo.querySelector("[data-show]");
    button.setAttribute("aria-pressed", String(photo.dataset.photo === id));
  }
  const values = { current: id, look: chosenLooks().map((box) => box.value) };
  const url = element("studio").dataset.looks;
  window.htmx.ajax("GET", url, { target: "#looks", swap: "morph", values }).then(remember);
}

function clicks(event) {
  const show = closest(event, "[data-show]");
  if (show) {
    const photo = show.closest("[data-photo]");
    const box = photo.querySelector("input");
    if (!box.checked) box.click();
    showPhoto(photo.dataset.photo);
  }
  const group = closest(event, "[data-look-group]");
  if (group) showGroup(group);
  const film = closest(event, "[data-film]");
  if (film) {
    preview.view("preview");
    preview.choose(film.dataset.film);
  }
  const view = closest(event, "[data-view]");
  if (view) {
    rectangle.stop();
    preview.view(view.dataset.view);
  }
  if (closest(event, "[data-draw]")) rectangle.start();
  if (closest(event, "[data-draw-stop]")) rectangle.stop();
  const removed = closest(event, "[data-remove-group]");
  if (removed) reload({ without: removed.closest("[data-group]") });
  const selected = closest(event, "[data-select-all]");
  if (selected) tick(selected.closest("[data-group]").querySelectorAll("input"), true);
  if (closest(event, "#looks-clear")) tick(lookBoxes(), false);
}

function tick(boxes, on) {
  for (const box of boxes) box.checked = on;
  changed();
}

function showGroup(chip) {
  for (const other of document.querySelectorAll("[data-look-group]")) {
    other.setAttribute("aria-pressed", String(other === chip));
  }
  filterLooks();
}

/** Looks of other groups step aside; a chosen one stays chosen. */
function filterLooks() {
  const chip = document.querySelector("[data-look-group][aria-pressed='true']");
  const group = chip?.dataset.lookGroup ?? "";
  for (const card of looksGrid().children) {
    card.hidden = Boolean(group) && card.dataset.group !== group;
  }
}

/** Arrow keys move in the grid as it lies on the page. */
function moveInGrid(event) {
  const card = closest(event, "[data-look]");
  if (!card || !event.key.startsWith("Arrow")) return;
  const cards = [...looksGrid().children].filter((other) => !other.hidden);
  const columns = cards.filter((other) => other.offsetTop === cards[0].offsetTop).length;
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  const next = cards[cards.indexOf(card) + steps[event.key]];
  event.preventDefault();
  next?.querySelector("input").focus();
}

function keys(event) {
  if (ordersByKey(event)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && rectangle.isOn) rectangle.stop();
  const inField = isTyping(event.target) && event.target.type !== "checkbox";
  if (event.key.toLowerCase() === "b" && !inField && !document.querySelector("dialog[open]")) {
    preview.hold(true);
  }
  moveInGrid(event);
}

function pointAtLooks() {
  const look = (event) => closest(event, "#looks [data-look]")?.dataset.look ?? "";
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse") preview.hover(rectangle.isOn ? "" : look(event));
  });
  document.addEventListener("focusin", (event) => look(event) && preview.hover(look(event)));
  document.addEventListener("focusout", (event) => look(event) && preview.hover(""));
}

function chosen(event) {
  const box = event.target;
  if (!(box instanceof HTMLElement) || box.getAttribute("form") !== "order") return;
  if (box.name === "look" && box.checked && !rectangle.isOn) {
    preview.view("preview");
    preview.choose(box.value);
  }
  changed();
}

/** A cut-out is ready: its photo's mark goes, and if it is looked at, its looks come. */
function cutOut({ detail }) {
  const photo = document.querySelector(`[data-photo="${detail.asset_id}"]`);
  if (!photo) return;
  if (detail.asset_id === currentPhoto()) window.htmx.trigger("#looks", "refresh");
  if (photo.dataset.state !== detail.state) restate();
}

const restate = settled(() => reload(), 500, 2000);

function takeUploads() {
  const ready = [];
  const add = settled(() => reload({ added: ready.splice(0) }), 300, 1500);
  document.addEventListener("upload:ready", ({ detail }) => {
    ready.push(detail.asset.id);
    add();
  });
}

function start() {
  const given = new URLSearchParams(location.search);
  if (openDraft()) return;
  document.addEventListener("click", clicks);
  document.addEventListener("change", chosen);
  document.addEventListener("keydown", keys);
  document.addEventListener(
    "keyup",
    (event) => event.key?.toLowerCase() === "b" && preview.hold(false),
  );
  window.addEventListener("blur", () => preview.hold(false));
  document.addEventListener("live:cutout", cutOut);
  document.addEventListener("live:open", () => showConnection("live"));
  document.addEventListener("live:lost", () => showConnection("lost"));
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!event.target.closest("#studio, #looks, #cut")) return;
    if (!element("hint") || element("hint").hidden) rectangle.stop();
    filterLooks();
    refresh();
    preview.show();
  });
  element("order").addEventListener("submit", () => {
    saveDraft("");
    showMaking();
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  pointAtLooks();
  takeUploads();
  startPicker((added) => reload({ added }));
  refresh();
  preview.show();
  if (given.has("draw")) rectangle.start();
  const isHalf = chosenPhotos().length > 0 && chosenLooks().length === 0;
  element("looks-title").classList.toggle("draws-eye", isHalf);
}

start();
