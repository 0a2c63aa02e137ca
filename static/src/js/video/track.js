// The film in time: clips as long as their scenes, the ruler, the play head.
import { fill } from "../lib/strings.js";
import { bounds } from "./script.js";
import { bars, clock, path, ticks } from "./timeline.js";

const LEAD = 0.15;
// Bars of a voice: as many as can be told apart.
const BARS_A_SECOND = 11;
const BAR_PX = 4.5;
const SVG = "http://www.w3.org/2000/svg";
const element = (id) => document.getElementById(id);
const words = () => element("video").dataset;

export class Track {
  #clips = new Map();

  constructor(desk, { canEdit }) {
    this.desk = desk;
    this.canEdit = canEdit;
    element("timeline").hidden = false;
    desk.on((what) => this.#heard(what));
    this.draw();
    this.#follow();
    this.#scrub();
    element("zoom").addEventListener("input", () => this.zoom(Number(element("zoom").value)));
    // Zoomed or in another window there is room for more bars and marks, or for fewer.
    new ResizeObserver(() => this.draw()).observe(element("track"));
  }

  #heard(what) {
    if (what === "script" || what === "spoken") this.draw();
    if (what === "selection") this.#mark();
    if (what === "time" || what === "script") this.#follow();
  }

  zoom(times) {
    const value = Math.max(1, Math.min(6, times));
    element("zoom").value = value;
    element("track").style.setProperty("width", `${value * 100}%`);
    this.#reveal();
  }

  zoomBy(step) {
    this.zoom(Number(element("zoom").value) + step);
  }

  draw() {
    const { scenes, seconds } = this.desk;
    const starts = bounds(scenes);
    const keys = new Set(scenes.map((scene) => scene.key));
    for (const [key, clip] of this.#clips) {
      if (keys.has(key)) continue;
      for (const part of Object.values(clip)) part.remove();
      this.#clips.delete(key);
    }
    scenes.forEach((scene, index) => {
      const clip = this.#clips.get(scene.key) ?? this.#make(scene.key);
      for (const part of Object.values(clip)) {
        part.style.setProperty("left", `${(starts[index] / seconds) * 100}%`);
        part.style.setProperty("width", `${(scene.seconds / seconds) * 100}%`);
      }
      this.#fill(clip, scene, index);
    });
    this.#music();
    this.#ruler();
    this.#mark();
    element("length").textContent = `/ ${clock(seconds, { tenths: true })}`;
  }

  #make(key) {
    const picture = document.createElement("button");
    picture.type = "button";
    picture.className = "clip clip-picture";
    picture.append(document.createElement("span"));
    if (this.canEdit) picture.append(block("clip-edge"));
    const voice = block("clip clip-voice");
    voice.append(wave());
    const subtitle = block("clip clip-subtitle");
    subtitle.append(document.createElement("span"));
    const clip = { picture, voice, subtitle };
    this.#clips.set(key, clip);
    element("row-pictures").append(picture);
    element("row-voice").append(voice);
    element("row-subtitles").append(subtitle);
    picture.addEventListener("click", () => this.onPick(this.#indexOf(key)));
    picture.addEventListener("pointerdown", (event) => this.#stretch(event, key));
    for (const part of [voice, subtitle]) {
      part.addEventListener("click", () => this.onPick(this.#indexOf(key)));
    }
    return clip;
  }

  #barsIn(seconds) {
    const rate = element("track").clientWidth / Math.max(this.desk.seconds, 0.1) / BAR_PX;
    return Math.round(seconds * Math.min(BARS_A_SECOND, rate));
  }

  #indexOf(key) {
    return this.desk.scenes.findIndex((scene) => scene.key === key);
  }

  #fill({ picture, voice, subtitle }, scene, index) {
    const shown = this.desk.pictures[scene.picture];
    const still = picture.firstElementChild;
    const source = shown ? `url("${shown.small}")` : "none";
    if (still.dataset.source !== source) {
      still.dataset.source = source;
      still.style.setProperty("background-image", source);
    }
    const n = index + 1;
    const line = scene.narration.trim();
    const spoken = fill(words().sceneSaid, { n, line: line || words().silent });
    picture.setAttribute("aria-label", spoken);
    picture.title = spoken;
    // In the order of the film, also for the keyboard.
    if (element("row-pictures").children[index] !== picture) {
      element("row-pictures").insertBefore(
        picture,
        element("row-pictures").children[index] ?? null,
      );
    }
    const over = this.desk.over(scene);
    voice.classList.toggle("is-over", over > 0);
    voice.classList.toggle("is-silent", !line);
    voice.title = over ? fill(words().over, { n: over.toFixed(1) }) : "";
    const seconds = Math.min(this.desk.spoken(scene), scene.seconds - LEAD);
    const levels = line ? bars(line, this.#barsIn(seconds)) : [];
    const end = (LEAD + seconds) / scene.seconds;
    voice.querySelector("path").setAttribute("d", path(levels, LEAD / scene.seconds, end));
    const hidden = this.desk.script.subtitles === "none";
    subtitle.firstElementChild.textContent = hidden ? "" : scene.narration;
    subtitle.lang = this.desk.script.language;
  }

  #mark() {
    for (const [key, clip] of this.#clips) {
      const isOn = key === this.desk.scene.key;
      for (const part of Object.values(clip)) part.classList.toggle("is-on", isOn);
      clip.picture.setAttribute("aria-pressed", String(isOn));
    }
  }

  #music() {
    const { music } = this.desk.script;
    const row = element("row-music");
    const count = this.#barsIn(this.desk.seconds);
    const key = `${music} ${count}`;
    if (row.dataset.drawn === key) return;
    row.dataset.drawn = key;
    row.replaceChildren();
    const clip = block(`clip clip-music${music === "none" ? " is-silent" : ""}`);
    clip.style.setProperty("left", "0");
    clip.style.setProperty("width", "100%");
    clip.append(wave());
    const swell = (level, at) => 0.2 + 0.45 * level * (0.6 + 0.4 * Math.sin(at / 11));
    const levels = music === "none" ? [] : bars(music, count).map(swell);
    clip.querySelector("path").setAttribute("d", path(levels));
    row.append(clip);
  }

  #ruler() {
    const { seconds } = this.desk;
    const { marks, hasRoomAtEnd } = ticks(seconds, element("track").clientWidth);
    const all = hasRoomAtEnd ? [...marks, seconds] : marks;
    element("ruler").replaceChildren(
      ...all.map((at) => {
        const mark = document.createElement("span");
        mark.textContent = clock(at);
        mark.className = "num";
        mark.style.setProperty("left", `${(at / seconds) * 100}%`);
        if (at > 0 && at >= seconds - 0.05) mark.dataset.end = "";
        return mark;
      }),
    );
  }

  #follow() {
    const { time, seconds } = this.desk;
    const head = element("play-head");
    const said = clock(time, { tenths: true });
    head.style.setProperty("left", `${(time / Math.max(seconds, 0.1)) * 100}%`);
    head.setAttribute("aria-valuemax", seconds.toFixed(1));
    head.setAttribute("aria-valuenow", time.toFixed(1));
    head.setAttribute("aria-valuetext", said);
    element("now").textContent = said;
    this.#reveal();
  }

  /** Keeps the play head in view when the track is wider than its window. */
  #reveal() {
    const scroll = element("track-scroll");
    if (scroll.scrollWidth <= scroll.clientWidth + 1) return;
    const x = (this.desk.time / Math.max(this.desk.seconds, 0.1)) * scroll.scrollWidth;
    const isSeen = x >= scroll.scrollLeft && x <= scroll.scrollLeft + scroll.clientWidth - 24;
    if (!isSeen) scroll.scrollLeft = Math.max(0, x - scroll.clientWidth / 4);
  }

  /** A clip's edge makes its scene longer or shorter; the card's buttons do the same by keys. */
  #stretch(event, key) {
    if (event.button !== 0 || !event.target.classList.contains("clip-edge")) return;
    event.preventDefault();
    const scale = this.desk.seconds / element("track").clientWidth;
    const { seconds } = this.desk.scenes[this.#indexOf(key)];
    const ends = new AbortController();
    const { signal } = ends;
    const move = ({ clientX }) =>
      this.onStretch(this.#indexOf(key), seconds + (clientX - event.clientX) * scale);
    window.addEventListener("pointermove", move, { signal });
    for (const end of ["pointerup", "pointercancel"]) {
      window.addEventListener(end, () => ends.abort(), { signal });
    }
  }

  /** The play head follows the pointer, on the ruler and by its own handle. */
  #scrub() {
    const seek = ({ clientX }) => {
      const box = element("track").getBoundingClientRect();
      this.onScrub(((clientX - box.left) / box.width) * this.desk.seconds);
    };
    for (const handle of [element("ruler"), element("play-head")]) {
      handle.addEventListener("pointerdown", (event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        handle.setPointerCapture(event.pointerId);
        element("play-head").focus({ preventScroll: true });
        seek(event);
        handle.addEventListener("pointermove", seek);
        const stop = () => handle.removeEventListener("pointermove", seek);
        handle.addEventListener("lostpointercapture", stop, { once: true });
      });
    }
  }
}

function block(name) {
  return Object.assign(document.createElement("div"), { className: name });
}

function wave() {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 100 100");
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.append(document.createElementNS(SVG, "path"));
  return drawing;
}
