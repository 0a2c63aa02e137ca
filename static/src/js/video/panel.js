// How the whole looks and sounds: voice, frame, subtitles, music, language; voices can be heard.
import { closest } from "../lib/dom.js";

const panel = () => document.querySelector(".video-panel");
const named = (name) => [...panel().querySelectorAll(`[data-style="${name}"]`)];

export class Panel {
  #sound = null;
  #button = null;

  constructor(desk, { canEdit }) {
    this.desk = desk;
    if (canEdit)
      for (const control of panel().querySelectorAll("[data-style]")) control.disabled = false;
    desk.on((what) => what === "script" && this.#show());
    panel().addEventListener("change", (event) => this.#chosen(event));
    panel().addEventListener("click", (event) => this.#listen(event));
  }

  #show() {
    const { script } = this.desk;
    for (const name of ["subtitles", "music", "language"]) {
      for (const select of named(name)) select.value = script[name];
    }
    for (const radio of named("ratio")) radio.checked = radio.value === script.ratio;
    const own = named("voice").filter((radio) => radio.dataset.language === script.language);
    const chosen = own.find((radio) => radio.value === script.voice) ?? own[0];
    if (chosen) chosen.checked = true;
  }

  #chosen({ target }) {
    const name = target.dataset?.style;
    if (!name) return;
    const values = { [name]: target.value };
    // A voice speaks one language, and so does what it says.
    if (name === "voice") values.language = target.dataset.language;
    if (name === "language") values.voice = "";
    this.desk.edit({ ...this.desk.script, ...values });
  }

  /** Plays a voice's sample; a second press ends it. */
  #listen(event) {
    const button = closest(event, "[data-sample]");
    if (!button) return;
    const isSame = button === this.#button;
    this.hush();
    if (isSame) return;
    this.#button = button;
    this.#sound = new Audio(button.dataset.sample);
    button.setAttribute("aria-pressed", "true");
    this.#sound.addEventListener("ended", () => this.hush());
    this.#sound.addEventListener("error", () => this.hush());
    this.#sound.play().catch(() => this.hush());
  }

  hush() {
    this.#sound?.pause();
    this.#button?.setAttribute("aria-pressed", "false");
    this.#sound = null;
    this.#button = null;
  }
}
