// The scenes as cards: what is said, the picture, the movement, the seconds; dragged or moved by keys.
import { closest } from "../lib/dom.js";
import { fill } from "../lib/strings.js";
import { changed, fitting, moved } from "./script.js";

const list = () => document.getElementById("scenes");
const words = () => document.getElementById("video").dataset;
const field = (card, name) => card.querySelector(`[data-field="${name}"]`);

export class Cards {
  #cards = new Map();

  constructor(desk, { canEdit }) {
    this.desk = desk;
    this.canEdit = canEdit;
    list().replaceChildren();
    desk.on((what) => this.#heard(what));
    this.#drawAll();
    this.#mark();
    list().addEventListener("input", (event) => this.#typed(event));
    list().addEventListener("change", (event) => this.#chosen(event));
    list().addEventListener("focusin", (event) => this.#entered(event));
    list().addEventListener("pointerdown", (event) => this.#pressed(event));
    list().addEventListener("click", (event) => this.#entered(event));
  }

  #heard(what) {
    if (what === "script" || what === "spoken") this.#drawAll();
    if (what !== "time") this.#mark();
  }

  indexOf(element) {
    const card = element.closest("[data-scene]");
    return this.desk.scenes.findIndex((scene) => this.#cards.get(scene.key) === card);
  }

  card(index) {
    return this.#cards.get(this.desk.scenes[index]?.key);
  }

  focusLine(index) {
    this.card(index)?.querySelector("textarea")?.focus();
  }

  #make() {
    const template = document.getElementById("scene-template");
    const card = template.content.firstElementChild.cloneNode(true);
    if (this.canEdit) {
      for (const control of card.querySelectorAll(":disabled")) control.disabled = false;
    }
    return card;
  }

  #drawAll() {
    const { scenes } = this.desk;
    const keys = new Set(scenes.map((scene) => scene.key));
    for (const [key, card] of this.#cards) {
      if (keys.has(key)) continue;
      card.remove();
      this.#cards.delete(key);
    }
    scenes.forEach((scene, index) => {
      const card = this.#cards.get(scene.key) ?? this.#make();
      this.#cards.set(scene.key, card);
      if (list().children[index] !== card)
        keepingFocus(() => list().insertBefore(card, list().children[index] ?? null));
      this.#draw(card, scene, index);
    });
    document.getElementById("scenes-count").textContent = scenes.length;
  }

  #draw(card, scene, index) {
    const picture = this.desk.pictures[scene.picture];
    const image = card.querySelector("img");
    image.hidden = !picture;
    card.querySelector("[data-blank]").hidden = Boolean(picture);
    if (picture && image.getAttribute("src") !== picture.small) image.src = picture.small;
    card.dataset.ratio = this.desk.script.ratio;
    set(field(card, "narration"), scene.narration);
    set(field(card, "on_screen"), scene.on_screen);
    set(field(card, "motion"), scene.motion);
    set(field(card, "seconds"), scene.seconds.toFixed(1));
    card.classList.toggle("has-caption", Boolean(scene.on_screen));
    card.querySelector("[data-number]").textContent = index + 1;
    field(card, "narration").lang = this.desk.script.language;
    const over = this.desk.over(scene);
    const note = card.querySelector("[data-over]");
    note.hidden = !over;
    note.textContent = over ? fill(words().over, { n: over.toFixed(1) }) : "";
    card.classList.toggle("is-over", over > 0);
  }

  #mark() {
    for (const [key, card] of this.#cards) {
      const isOn = key === this.desk.scene.key;
      if (isOn === card.classList.contains("is-on")) continue;
      card.classList.toggle("is-on", isOn);
      if (isOn) card.setAttribute("aria-current", "true");
      else card.removeAttribute("aria-current");
      if (isOn) reveal(card);
    }
  }

  /** Says at a scene what cannot be kept; without a sentence, nothing is wrong any more. */
  blame(number, sentence) {
    for (const [index, scene] of this.desk.scenes.entries()) {
      const place = this.#cards.get(scene.key).querySelector("[data-problem]");
      place.hidden = index + 1 !== number;
      place.textContent = index + 1 === number ? sentence : "";
    }
  }

  #typed({ target }) {
    const name = target.dataset.field;
    const index = name ? this.indexOf(target) : -1;
    if (index < 0 || !["narration", "on_screen"].includes(name)) return;
    const value = target.value.replaceAll("\n", " ");
    const tag = `${name} ${this.desk.scenes[index].key}`;
    this.desk.edit(changed(this.desk.script, index, { [name]: value }), { tag, select: index });
  }

  #chosen({ target }) {
    const name = target.dataset.field;
    const index = name ? this.indexOf(target) : -1;
    if (index < 0) return;
    const scene = this.desk.scenes[index];
    if (name === "motion" && target.value !== scene.motion) {
      this.desk.edit(changed(this.desk.script, index, { motion: target.value }), { select: index });
    }
    if (name === "seconds")
      this.setSeconds(index, Number.parseFloat(target.value.replace(",", ".")));
  }

  setSeconds(index, seconds) {
    const scene = this.desk.scenes[index];
    const next = fitting(Number.isFinite(seconds) ? seconds : scene.seconds, this.desk.limits);
    const tag = `seconds ${scene.key}`;
    if (next !== scene.seconds) {
      this.desk.edit(changed(this.desk.script, index, { seconds: next }), { tag, select: index });
    }
    field(this.card(index), "seconds").value = next.toFixed(1);
  }

  #entered({ target }) {
    const index = target instanceof Element ? this.indexOf(target) : -1;
    if (index >= 0 && index !== this.desk.selected) this.onPick(index);
  }

  /** Drags a card by its grip: it goes where the pointer is, and the others make room. */
  #pressed(event) {
    const grip = closest(event, "[data-grip]");
    const card = grip?.closest("[data-scene]");
    const from = card && this.canEdit ? this.indexOf(card) : -1;
    if (from < 0 || event.button !== 0) return;
    event.preventDefault();
    card.classList.add("is-dragged");
    const move = ({ clientY }) => {
      const others = [...list().children].filter((other) => other !== card);
      const before = others.find((other) => {
        const box = other.getBoundingClientRect();
        return clientY < box.top + box.height / 2;
      });
      if ((before ?? null) !== card.nextElementSibling) list().insertBefore(card, before ?? null);
      scrollAlong(clientY);
    };
    // The window listens: a card that moves in the document loses a captured pointer.
    const ends = new AbortController();
    const { signal } = ends;
    const drop = (isKept) => {
      ends.abort();
      card.classList.remove("is-dragged");
      const to = [...list().children].indexOf(card);
      const isMoved = isKept && this.desk.edit(moved(this.desk.script, from, to), { select: to });
      if (!isMoved) this.#drawAll();
    };
    window.addEventListener("pointermove", move, { signal });
    window.addEventListener("pointerup", () => drop(true), { signal });
    window.addEventListener("pointercancel", () => drop(false), { signal });
    window.addEventListener("keydown", ({ key }) => key === "Escape" && drop(false), { signal });
  }
}

const EDGE = 48;

/** The pane scrolls while a card is held near its edge. */
function scrollAlong(y) {
  const pane = list().closest(".video-scenes");
  const box = pane.getBoundingClientRect();
  if (y < box.top + EDGE) pane.scrollBy(0, -12);
  if (y > box.bottom - EDGE) pane.scrollBy(0, 12);
}

/** What is being typed into is left alone: the caret would jump. */
function set(control, value) {
  if (control && control.value !== value && control !== document.activeElement)
    control.value = value;
  else if (control?.matches("select") && control.value !== value) control.value = value;
}

/** A card that moves in the list keeps the focus that is in it. */
function keepingFocus(run) {
  const focused = document.activeElement;
  run();
  if (focused !== document.activeElement && focused?.isConnected) focused.focus();
}

function reveal(card) {
  const pane = card.closest(".video-scenes");
  if (pane.scrollHeight > pane.clientHeight) card.scrollIntoView({ block: "nearest" });
}
