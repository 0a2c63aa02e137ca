// The rectangle round the product: drawn with a pointer, moved with arrow keys, or typed.

const NAMES = ["left", "top", "width", "height"];
const SMALLEST = 4;
const FIRST = { left: 15, top: 10, width: 70, height: 80 };

/** The part of a square stage that a picture of this size fills, in fractions. */
export function innerBox(width, height) {
  const longer = Math.max(width, height) || 1;
  const [across, down] = [width / longer, height / longer];
  return { left: (1 - across) / 2, top: (1 - down) / 2, width: across, height: down };
}

const limit = (value, low, high) => Math.min(high, Math.max(low, value));

/** Two corners in percent of the photo → a rectangle inside it, in whole percents. */
export function between(a, b) {
  const [x1, x2] = [a.x, b.x].map((x) => limit(Math.round(x), 0, 100)).sort((p, q) => p - q);
  const [y1, y2] = [a.y, b.y].map((y) => limit(Math.round(y), 0, 100)).sort((p, q) => p - q);
  return { left: x1, top: y1, width: x2 - x1, height: y2 - y1 };
}

/** Moves or (with `resize`) stretches a rectangle by whole percents; it stays inside. */
export function nudge(box, dx, dy, resize) {
  if (resize) {
    return {
      ...box,
      width: limit(box.width + dx, SMALLEST, 100 - box.left),
      height: limit(box.height + dy, SMALLEST, 100 - box.top),
    };
  }
  return {
    ...box,
    left: limit(box.left + dx, 0, 100 - box.width),
    top: limit(box.top + dy, 0, 100 - box.height),
  };
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const element = (id) => document.getElementById(id);
const fields = () => NAMES.map((name) => document.querySelector(`#hint [name="${name}"]`));

export class Rectangle {
  #frame = null;
  #from = null;

  /** @param {() => void} onStart shows the photo as it was. */
  constructor({ onStart, onStop }) {
    this.onStart = onStart;
    this.onStop = onStop;
  }

  get isOn() {
    return this.#frame !== null;
  }

  start() {
    const form = element("hint");
    const stage = element("stage");
    if (!form || !stage || this.isOn) return;
    form.hidden = false;
    this.onStart();
    this.#frame = document.createElement("div");
    this.#frame.className = "draw-frame";
    this.#frame.tabIndex = 0;
    this.#frame.setAttribute("role", "group");
    this.#frame.setAttribute("aria-label", stage.dataset.drawLabel);
    const layer = document.createElement("div");
    layer.className = "draw-layer";
    layer.append(this.#frame);
    stage.append(layer);
    const known = looksHint();
    this.#put(this.#typed() ?? known ?? FIRST);
    layer.addEventListener("pointerdown", (event) => this.#down(event));
    layer.addEventListener("pointermove", (event) => this.#move(event));
    layer.addEventListener("pointerup", () => (this.#from = null));
    this.#frame.addEventListener("keydown", (event) => this.#key(event));
    form.addEventListener("input", () => this.#typed() && this.#draw(this.#typed()));
    this.#frame.focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
  }

  stop() {
    if (!this.isOn) return;
    this.#frame.parentElement.remove();
    this.#frame = null;
    const form = element("hint");
    if (form) form.hidden = true;
    this.onStop();
  }

  #typed() {
    const values = fields().map((field) => (field?.value === "" ? NaN : Number(field?.value)));
    if (values.some(Number.isNaN)) return null;
    return Object.fromEntries(NAMES.map((name, at) => [name, values[at]]));
  }

  #put(box) {
    for (const [at, field] of fields().entries()) field.value = box[NAMES[at]];
    this.#draw(box);
  }

  #inner() {
    const picture = element("preview");
    return innerBox(picture.naturalWidth, picture.naturalHeight);
  }

  #draw(box) {
    const inner = this.#inner();
    const set = (name, value) => this.#frame.style.setProperty(name, `${value}%`);
    set("left", (inner.left + (box.left / 100) * inner.width) * 100);
    set("top", (inner.top + (box.top / 100) * inner.height) * 100);
    set("width", box.width * inner.width);
    set("height", box.height * inner.height);
  }

  #at(event) {
    const stage = element("stage").getBoundingClientRect();
    const inner = this.#inner();
    return {
      x: (((event.clientX - stage.left) / stage.width - inner.left) / inner.width) * 100,
      y: (((event.clientY - stage.top) / stage.height - inner.top) / inner.height) * 100,
    };
  }

  #down(event) {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    this.#from = this.#at(event);
    this.#frame.focus({ preventScroll: true });
  }

  #move(event) {
    if (!this.#from) return;
    const box = between(this.#from, this.#at(event));
    if (box.width >= SMALLEST && box.height >= SMALLEST) this.#put(box);
  }

  #key(event) {
    const step = ARROWS[event.key];
    if (event.key === "Enter") {
      event.preventDefault();
      element("hint").requestSubmit();
    }
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    this.#put(nudge(this.#typed() ?? FIRST, step[0], step[1], event.shiftKey));
  }
}

/** The rectangle the present cut-out was made with, if any. */
function looksHint() {
  const values = (element("looks").dataset.hint || "").split(",").filter(Boolean).map(Number);
  if (values.length !== 4) return null;
  return Object.fromEntries(NAMES.map((name, at) => [name, values[at]]));
}
