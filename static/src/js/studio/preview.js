// The big picture: the current photo in the look that is chosen, pointed at or focused.
import { chosenLooks, looksGrid } from "./choice.js";

const element = (id) => document.getElementById(id);
const card = (look) => document.querySelector(`[data-look="${look}"]`);
const source = (look) => card(look)?.querySelector(".thumb:not(.thumb-ghost) > img")?.src ?? "";

export class Preview {
  #look = "";
  #hovered = "";
  #before = false;
  #held = false;
  #turn = 0;

  /** Stays on this look until another is chosen. */
  choose(look) {
    this.#look = look;
    this.#hovered = "";
    this.show();
  }

  hover(look) {
    this.#hovered = look;
    this.show();
  }

  view(name) {
    this.#before = name === "before";
    for (const button of document.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === name));
    }
    this.show();
  }

  hold(down) {
    if (this.#held === down) return;
    this.#held = down;
    this.show();
  }

  /** The look that is shown: the one pointed at, else the one chosen last, else the first. */
  get look() {
    const known = (look) => (look && source(look) ? look : "");
    const first = chosenLooks().find((box) => source(box.value))?.value;
    const any = document.querySelector("#looks [data-look]:has(.thumb:not(.thumb-ghost) > img)");
    return known(this.#hovered) || known(this.#look) || first || any?.dataset.look || "";
  }

  get isBefore() {
    return this.#before || this.#held || looksGrid().dataset.state === "pending" || !this.look;
  }

  async show() {
    const picture = element("preview");
    if (!picture) return;
    const turn = ++this.#turn;
    const { state, before, name } = looksGrid().dataset;
    const look = this.look;
    const isBefore = this.isBefore;
    const wanted = isBefore ? before : source(look);
    element("preview-busy").hidden = state !== "pending";
    this.refreshFilm();
    if (wanted && picture.src !== wanted) {
      const next = new Image();
      next.src = wanted;
      try {
        await next.decode();
      } catch {
        // The old picture stays; its label tells why.
        if (turn === this.#turn) this.#say(element("preview-label").dataset.failed);
        return;
      }
      if (turn !== this.#turn) return;
      picture.src = wanted;
    }
    const words = element("preview-label").dataset;
    const lookName = card(look)?.querySelector(".pick-name").textContent ?? "";
    picture.alt = isBefore ? name : `${name}, ${lookName}`;
    if (state === "pending") this.#say(words.pending);
    else this.#say(isBefore ? words.before : lookName);
  }

  #say(text) {
    element("preview-label").textContent = text;
  }

  /** The chosen looks once more, small, below the big picture. */
  refreshFilm() {
    const film = element("film");
    if (!film) return;
    const looks = chosenLooks()
      .map((box) => box.value)
      .filter(source);
    const current = this.isBefore ? "" : this.look;
    const known = [...film.children].map((button) => button.dataset.film);
    if (known.join() !== looks.join()) {
      film.replaceChildren(...looks.map((look) => this.#frame(look)));
    }
    for (const button of film.children) {
      const picture = button.querySelector("img");
      const src = source(button.dataset.film);
      if (picture.src !== src) picture.src = src;
      button.classList.toggle("is-on", button.dataset.film === current);
      button.setAttribute("aria-pressed", String(button.dataset.film === current));
    }
  }

  #frame(look) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "thumb size-14 flex-none cursor-pointer";
    button.dataset.film = look;
    button.setAttribute("aria-label", card(look).querySelector(".pick-name").textContent);
    const picture = document.createElement("img");
    picture.alt = "";
    button.append(picture);
    return button;
  }
}
