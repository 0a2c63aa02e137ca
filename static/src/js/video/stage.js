// The frame: which picture is seen, where the camera is, which words stand over it.
import { card, fills, transform, view } from "./camera.js";
import { shownAt } from "./cues.js";
import { gradient, lookAt } from "./ground.js";
import { bounds } from "./script.js";
import { seen } from "./timeline.js";

const CAPTION_EDGE = 8 / 30;
const FADE = 0.25;
const frame = () => document.getElementById("frame");

export class Stage {
  #drawn = [];

  constructor(desk) {
    this.desk = desk;
    desk.on((what) => {
      if (what === "script") this.#dress();
      this.draw();
    });
    this.#dress();
    this.draw();
  }

  /** Sets what holds for the whole film. */
  #dress() {
    const { ratio, subtitles, language } = this.desk.script;
    Object.assign(frame().dataset, { ratio, subtitles });
    frame().lang = language;
    this.#drawn = [];
  }

  draw() {
    const { scenes, time } = this.desk;
    const now = seen(scenes, time);
    const layers = [...frame().querySelectorAll("[data-layer]")];
    layers.forEach((layer, at) => {
      const shown = now[at];
      layer.hidden = !shown;
      if (shown) this.#lay(layer, at, shown, scenes[shown.index]);
    });
    this.#write(time);
  }

  #lay(layer, at, { index, progress, share }, scene) {
    const picture = this.desk.pictures[scene.picture];
    const { ratio } = this.desk.script;
    const words = {
      spoken: Boolean(scene.narration.trim()) && this.desk.script.subtitles !== "none",
      captioned: Boolean(scene.on_screen.trim()),
    };
    const mark = JSON.stringify([scene.key, picture?.large, scene.motion, scene.seconds, words]);
    const found = view(scene.motion, progress, scene.seconds);
    if (this.#drawn[at] !== mark) {
      this.#drawn[at] = mark;
      layer.dataset.scene = index;
      layer.style.setProperty("width", `${found.wide * 100}%`);
      layer.style.setProperty("height", `${found.high * 100}%`);
      this.#show(layer, picture, { ...found, motion: scene.motion, words });
    }
    layer.style.setProperty("transform", transform(found));
    layer.style.setProperty("opacity", share.toFixed(3));
  }

  #show(layer, picture, found) {
    const { ratio } = this.desk.script;
    const [image, ground] = ["picture", "ground"].map((name) =>
      layer.querySelector(`[data-${name}]`),
    );
    const isCard = Boolean(picture) && !fills(picture.shape, ratio);
    const plain = isCard ? picture.plain : null;
    layer.querySelector("[data-blank]").hidden = Boolean(picture);
    image.hidden = !picture;
    ground.hidden = !isCard || Boolean(plain);
    layer.classList.toggle("is-laid", isCard && !plain);
    layer.classList.toggle("is-plain", Boolean(plain));
    layer.style.setProperty("background", plain ? gradient(plain) : "none");
    if (!picture) return;
    setSource(image, picture.large);
    image.alt = picture.name;
    const whole = { left: 0, top: 0, width: 100, height: 100 };
    const box = isCard ? card(picture.shape, ratio, { ...found, isPlain: Boolean(plain) }) : whole;
    for (const [name, part] of Object.entries(box)) image.style.setProperty(name, `${part}%`);
    if (isCard) setSource(ground, picture.small);
    if (isCard && picture.plain === undefined) this.#look(picture);
  }

  /** Finds out once whether a picture's ground is plain, and draws again when it is. */
  async #look(picture) {
    picture.plain = null;
    const image = Object.assign(new Image(), { src: picture.small });
    await image.decode().catch(() => {});
    picture.plain = lookAt(image);
    if (!picture.plain) return;
    this.#drawn = [];
    this.draw();
  }

  #write(time) {
    const { scenes, script } = this.desk;
    const starts = bounds(scenes);
    const index = Math.max(
      0,
      starts.findLastIndex((start) => start <= time + 1e-6),
    );
    const scene = scenes[Math.min(index, scenes.length - 1)];
    const at = time - starts[Math.min(index, scenes.length - 1)];
    const subtitle =
      script.subtitles === "none"
        ? ""
        : shownAt(scene, at, { ratio: script.ratio, spoken: this.desk.spoken(scene) });
    put(frame().querySelector("[data-subtitle]"), subtitle, 1);
    const left = scene.seconds - CAPTION_EDGE - at;
    const share = Math.min((at - CAPTION_EDGE) / FADE, left / FADE, 1);
    put(frame().querySelector("[data-caption]"), share > 0 ? scene.on_screen : "", share);
  }
}

function setSource(image, source) {
  if (image.getAttribute("src") !== source) image.src = source;
}

function put(line, text, share) {
  line.hidden = !text.trim();
  if (line.textContent !== text) line.textContent = text;
  line.style.setProperty("opacity", Math.max(0, share).toFixed(2));
}
