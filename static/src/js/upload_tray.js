// The tray at the bottom right: one row a file. It shows; upload.js decides.
import { setPercent } from "./lib/dom.js";
import { secondsLeft, share } from "./lib/files.js";
import { fill } from "./lib/strings.js";
import { image, preview } from "./upload/preview.js";

// While a row is in one of these, something is still to come.
const PENDING = ["sending", "paused", "checking"];

export class Tray {
  #rows = new Map();
  #started = 0;
  #isOnline = navigator.onLine;

  constructor(element) {
    this.element = element;
    this.files = element.querySelector("[data-tray-files]");
    this.template = element.querySelector("#tray-file-template");
    element.querySelector("[data-tray-close]").addEventListener("click", () => this.#clear());
  }

  /** Adds a row and returns its key, with which its buttons call: `retry` for another try, `hold`
   * to pause and to go on, `stop`, and `choose` with the file that was chosen again. */
  add(file, { kind, retry, hold, stop, choose }) {
    if (this.pending === 0) this.#started = performance.now();
    const node = this.template.content.firstElementChild.cloneNode(true);
    const part = (name) => node.querySelector(`[data-file-${name}]`);
    part("name").textContent = part("name").title = file.name;
    part("bar").setAttribute("aria-label", file.name);
    const row = { node, name: file.name, size: Math.max(1, file.size), sent: 0, base: 0 };
    Object.assign(row, { state: "sending", isLarge: false, isSafe: false });
    const key = Symbol(file.name);
    this.#rows.set(key, row);
    for (const icon of node.querySelectorAll("[data-kind-icon]")) {
      icon.hidden = icon.dataset.kindIcon !== (kind || "document");
    }
    if (file instanceof Blob) preview(node, file);
    part("dismiss").addEventListener("click", () => this.remove(key));
    part("retry").addEventListener("click", () => retry(key));
    part("hold").addEventListener("click", () => hold(key));
    part("stop").addEventListener("click", () => stop(key));
    const chooser = part("choose").querySelector("input");
    chooser.addEventListener("change", () => {
      if (chooser.files[0]) choose(key, chooser.files[0]);
      chooser.value = "";
    });
    this.files.append(node);
    this.element.hidden = false;
    this.#show(key);
    return key;
  }

  /** isLarge: it can be paused, and gone on with on another day. */
  sending(key, { isLarge }) {
    this.#set(key, { state: "sending", isLarge, again: false });
  }

  progress(key, sent) {
    const row = this.#rows.get(key);
    if (!row) return;
    // What was there before tells nothing of how fast the line is.
    if (row.isResumed) Object.assign(row, { base: sent, isResumed: false });
    this.#set(key, { sent });
  }

  paused(key, isPaused) {
    this.#set(key, { state: isPaused ? "paused" : "sending" });
    if (!isPaused) this.#started = performance.now();
    for (const row of this.#rows.values()) row.base = row.sent;
  }

  /** An upload of before: its file has to be chosen again. */
  waiting(key, bytes) {
    const row = this.#rows.get(key);
    this.#set(key, { state: "waiting", sent: bytes / row.size, isLarge: true });
  }

  otherFile(key, text) {
    this.#set(key, { note: text });
  }

  chosen(key, file) {
    const row = this.#rows.get(key);
    preview(row.node, file);
    if (this.pending === 0) this.#started = performance.now();
    this.#set(key, { state: "sending", note: "", base: row.sent, isResumed: true });
    row.node.querySelector("[data-file-hold]").focus();
  }

  checking(key) {
    this.#set(key, { state: "checking", sent: 1 });
  }

  /** The server has the whole file: closing the page loses nothing. */
  safe(key) {
    this.#set(key, { isSafe: true });
  }

  /** twin: the id of a file of the library that is the same, or null. */
  ready(key, asset, twin = null) {
    const row = this.#rows.get(key);
    if (row && asset?.thumb_url && asset.kind === "image") image(row.node, asset.thumb_url);
    const { assetUrl = "" } = this.element.dataset;
    const where = twin ? assetUrl.replace(/[0-9a-f-]{36}/, twin) : "";
    this.#set(key, { state: "ready", sent: 1, twin: where });
  }

  /** `again` offers another try: the trouble was on the way, not in the file. `way` leads to a
   * larger plan, where there is no room. */
  refused(key, text, { again = false, way = "" } = {}) {
    this.#set(key, { state: "refused", text, again, way, sent: again ? this.#sent(key) : 1 });
  }

  remove(key) {
    const row = this.#rows.get(key);
    if (!row) return;
    const hasFocus = row.node.contains(document.activeElement);
    const next = row.node.nextElementSibling ?? row.node.previousElementSibling;
    row.node.remove();
    this.#rows.delete(key);
    if (this.#rows.size === 0) this.element.hidden = true;
    else this.#showWhole();
    if (hasFocus) (next?.querySelector("button:not([hidden])") ?? this.#summary).focus();
  }

  /** Says whether files go on: without a connection they wait. */
  connection(isOnline) {
    this.#isOnline = isOnline;
    if (isOnline) this.#started = performance.now();
    for (const row of this.#rows.values()) row.base = row.sent;
    if (this.#rows.size) this.#showWhole();
  }

  nameOf(key) {
    return this.#rows.get(key)?.name ?? "";
  }

  /** Whether who uploads can choose a larger plan. */
  get mayEnlarge() {
    return "mayEnlarge" in this.element.dataset;
  }

  get pending() {
    return this.#count(...PENDING);
  }

  get counts() {
    return { ready: this.#count("ready"), refused: this.#count("refused") };
  }

  /** Whether closing the page would lose what was sent: a large file is gone on with later. */
  get loses() {
    const rows = [...this.#rows.values()];
    return rows.some(
      ({ state, isLarge, isSafe }) =>
        (state === "sending" && !isLarge) || (state === "checking" && !isLarge && !isSafe),
    );
  }

  text(name, values = {}) {
    return fill(this.element.dataset[name] ?? "", values);
  }

  get #summary() {
    return this.element.querySelector("summary");
  }

  #count(...states) {
    return [...this.#rows.values()].filter((row) => states.includes(row.state)).length;
  }

  #sent(key) {
    return this.#rows.get(key)?.sent ?? 0;
  }

  #set(key, change) {
    const row = this.#rows.get(key);
    if (!row) return;
    Object.assign(row, change);
    this.#show(key);
  }

  #show(key) {
    const row = this.#rows.get(key);
    const { node, sent, state, again = false, way = "", twin = "" } = row;
    const part = (name) => node.querySelector(`[data-file-${name}]`);
    const moves = state === "sending" || state === "paused";
    const refused = state === "refused";
    setPercent(part("bar"), sent * 100);
    part("bar").hidden = !(moves || state === "waiting");
    part("percent").textContent = moves ? `${Math.floor(sent * 100)}%` : "";
    part("checking").hidden = state !== "checking";
    part("ready").hidden = state !== "ready";
    part("buttons").hidden = state === "checking" || state === "ready";
    part("hold").hidden = !(moves && row.isLarge);
    part("hold-pause").hidden = state === "paused";
    part("hold-go").hidden = state !== "paused";
    part("hold").setAttribute("aria-label", this.text(state === "paused" ? "goOn" : "pause"));
    part("stop").hidden = !(moves || state === "waiting");
    part("dismiss").hidden = !refused;
    part("retry").hidden = !again;
    part("choose").hidden = state !== "waiting";
    part("refused").hidden = !refused || again;
    this.#tell(part("problem"), refused ? row.text : "");
    this.#tell(part("note"), this.#noteOf(row));
    part("way").hidden = !(refused && way) && !twin;
    part("way").href = twin || way || "#";
    part("way").textContent = twin ? this.text("twin") : way ? this.text("larger") : "";
    this.#showWhole();
  }

  #noteOf({ state, sent, size: whole, isLarge, note = "" }) {
    const told = share(sent * whole, whole);
    if (state === "waiting") return note || this.text("unfinished", told);
    if (state === "paused") return this.text("paused", told);
    return state === "sending" && isLarge ? this.text("bytes", told) : "";
  }

  #tell(element, text) {
    element.hidden = !text;
    if (element.textContent !== text) element.textContent = text;
  }

  #showWhole() {
    const rows = [...this.#rows.values()];
    const total = rows.length;
    const { ready, refused } = this.counts;
    const waiting = this.#count("waiting");
    const busy = this.pending > 0;
    // Bytes of what is on its way and what was: what waits for its file moves nothing.
    const counted = rows.filter(({ state }) => state !== "waiting");
    const bytes = counted.reduce((sum, row) => sum + row.size, 0);
    const sent = counted.reduce((sum, row) => sum + row.size * row.sent, 0);
    const lost = counted.reduce(
      (sum, { state, size }) => sum + (state === "refused" ? size : 0),
      0,
    );
    const done = counted.reduce(
      (n, row) => n + (row.state === "refused" ? 0 : row.size * row.sent),
      0,
    );
    const base = counted.reduce((sum, row) => sum + row.size * row.base, 0);
    this.#say("title", this.#title({ total, ready, refused, waiting, busy }));
    this.#say("status", this.#statusOf({ total, ready, refused, waiting, busy }));
    const left = busy && this.#isOnline && this.#count("sending") > 0;
    this.#say("left", left ? this.#left({ done: sent - base, total: bytes - base }) : "");
    const bar = this.element.querySelector("[data-tray-bar]");
    bar.hidden = bytes === 0;
    setPercent(bar, bytes ? (done / bytes) * 100 : 0);
    // What was not taken is not done: it has its own part of the bar.
    const part = bar.querySelector("[data-tray-lost]");
    part.dataset.percent = bytes ? Math.round((lost / bytes) * 100) : 0;
    this.element.querySelector("[data-tray-close]").hidden = busy || waiting > 0;
    this.#tell(this.element.querySelector("[data-tray-away]"), this.#isOnline ? "" : this.#away());
  }

  #away() {
    return this.pending > 0 ? this.text("offline") : "";
  }

  #title({ total, ready, refused, waiting, busy }) {
    if (busy && this.#count("paused") && !this.#count("sending", "checking")) {
      return this.text("titleHeld");
    }
    if (busy) {
      const done = Math.min(total, ready + refused + 1);
      return this.text("titleUploading", { done, total });
    }
    if (waiting) return this.text("titleWaiting", { n: waiting });
    if (refused && ready) return this.text("titleSome", { done: ready, n: refused });
    if (refused)
      return this.text(refused === 1 ? "titleOneRefused" : "titleRefused", { n: refused });
    return this.text("titleDone", { done: ready, total });
  }

  /** What is read out: the end, and what stops on the way; not each percent. */
  #statusOf({ total, ready, refused, waiting, busy }) {
    if (busy && !this.#isOnline) return this.text("offline");
    if (busy) return this.#count("paused") ? this.text("titlePaused") : "";
    return this.#title({ total, ready, refused, waiting, busy });
  }

  #left(bytes) {
    const elapsed = (performance.now() - this.#started) / 1000;
    const seconds = secondsLeft({ ...bytes, elapsed });
    if (seconds === null) return "";
    return seconds < 60
      ? this.text("secondsLeft", { n: seconds })
      : this.text("minutesLeft", { n: seconds / 60 });
  }

  #say(name, text) {
    const element = this.element.querySelector(`[data-tray-${name}]`);
    if (element.textContent !== text) element.textContent = text;
  }

  #clear() {
    for (const key of [...this.#rows.keys()]) this.remove(key);
  }
}
