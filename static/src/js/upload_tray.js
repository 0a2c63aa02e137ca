// The tray at the bottom right: one row a file. It shows; upload.js decides.
import { setPercent } from "./lib/dom.js";
import { secondsLeft } from "./lib/files.js";
import { fill } from "./lib/strings.js";

export class Tray {
  #rows = new Map();
  #started = 0;

  constructor(element) {
    this.element = element;
    this.files = element.querySelector("[data-tray-files]");
    this.template = element.querySelector("#tray-file-template");
    element.querySelector("[data-tray-close]").addEventListener("click", () => this.#clear());
  }

  /** Adds a row and returns its key. `retry` is called when the person asks for another try. */
  add(file, { retry }) {
    if (this.pending === 0) this.#started = performance.now();
    const node = this.template.content.firstElementChild.cloneNode(true);
    node.querySelector("[data-file-name]").textContent = file.name;
    node.querySelector("[data-file-name]").title = file.name;
    const row = { node, size: Math.max(1, file.size), sent: 0, state: "sending" };
    const key = Symbol(file.name);
    this.#rows.set(key, row);
    this.#preview(node, file);
    node.querySelector("[data-file-dismiss]").addEventListener("click", () => this.#remove(key));
    node.querySelector("[data-file-retry]").addEventListener("click", retry);
    this.files.append(node);
    this.element.hidden = false;
    this.#show(key);
    return key;
  }

  progress(key, share) {
    this.#set(key, { state: "sending", sent: share });
  }

  checking(key) {
    this.#set(key, { state: "checking", sent: 1 });
  }

  ready(key, picture) {
    const row = this.#rows.get(key);
    if (row && picture) this.#image(row.node, picture);
    this.#set(key, { state: "ready", sent: 1 });
  }

  /** `again` offers another try: the trouble was on the way, not in the file. `way` leads to a
   * larger plan, where there is no room. */
  refused(key, text, { again = false, way = "" } = {}) {
    this.#set(key, { state: "refused", sent: 1, text, again, way });
  }

  /** Whether who uploads can choose a larger plan. */
  get mayEnlarge() {
    return "mayEnlarge" in this.element.dataset;
  }

  get pending() {
    return this.#count("sending") + this.#count("checking");
  }

  get counts() {
    return { ready: this.#count("ready"), refused: this.#count("refused") };
  }

  text(name, values = {}) {
    return fill(this.element.dataset[name] ?? "", values);
  }

  #count(state) {
    return [...this.#rows.values()].filter((row) => row.state === state).length;
  }

  #set(key, change) {
    const row = this.#rows.get(key);
    if (!row) return;
    Object.assign(row, change);
    this.#show(key);
  }

  #show(key) {
    const { node, sent, state, text = "", again = false, way = "" } = this.#rows.get(key);
    const part = (name) => node.querySelector(`[data-file-${name}]`);
    const refused = state === "refused";
    setPercent(part("bar"), sent * 100);
    part("bar").hidden = state !== "sending";
    part("percent").textContent = state === "sending" ? `${Math.round(sent * 100)}%` : "";
    part("checking").hidden = state !== "checking";
    part("ready").hidden = state !== "ready";
    part("buttons").hidden = !refused;
    part("retry").hidden = !again;
    part("refused").hidden = !refused;
    part("problem").hidden = !refused;
    part("problem").textContent = refused ? text : "";
    part("way").hidden = !(refused && way);
    part("way").href = way || "#";
    part("way").textContent = way ? this.text("larger") : "";
    this.#showWhole();
  }

  #showWhole() {
    const rows = [...this.#rows.values()];
    const total = rows.length;
    const { ready, refused } = this.counts;
    const busy = this.pending > 0;
    const bytes = rows.reduce((sum, row) => sum + row.size, 0);
    const sent = rows.reduce((sum, row) => sum + row.size * row.sent, 0);
    const title = busy
      ? this.text("titleUploading", { done: Math.min(total, ready + refused + 1), total })
      : this.text("titleDone", { done: ready, total });
    this.#say("title", title);
    if (!busy) this.#say("status", title);
    this.#say("left", busy ? this.#left({ done: sent, total: bytes }) : "");
    setPercent(this.element.querySelector("[data-tray-bar]"), (sent / bytes) * 100);
    this.element.querySelector("[data-tray-close]").hidden = busy;
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

  /** The photo itself, from memory; what this browser cannot show (HEIC) keeps the plain mark. */
  #preview(node, file) {
    if (!file.type.startsWith("image/")) return;
    const url = URL.createObjectURL(file);
    this.#image(node, url).addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
  }

  #image(node, url) {
    const image = document.createElement("img");
    image.alt = "";
    image.addEventListener("error", () => image.remove());
    const old = node.querySelector("img");
    image.addEventListener("load", () => old?.remove());
    image.src = url;
    node.querySelector(".thumb").append(image);
    return image;
  }

  #remove(key) {
    this.#rows.get(key).node.remove();
    this.#rows.delete(key);
    if (this.#rows.size === 0) this.element.hidden = true;
    else this.#showWhole();
  }

  #clear() {
    for (const key of [...this.#rows.keys()]) this.#remove(key);
  }
}
