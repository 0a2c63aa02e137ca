// What is being edited: the script, what is selected, what lines take; and who wants to know of it.
import { History } from "./history.js";
import { keyed, over, plain, sceneAt, total } from "./script.js";

export class Desk {
  #history = new History();
  #listeners = [];
  #spoken = new Map();

  constructor(found, limits) {
    this.script = keyed(found.script);
    this.title = found.title;
    // A new name that is not kept yet: what is not renamed here may be renamed elsewhere.
    this.renamed = "";
    this.pictures = found.pictures;
    this.pace = found.pace;
    this.limits = limits;
    this.selected = 0;
    this.time = 0;
    this.learn(this.script.scenes, found.spoken);
  }

  get scenes() {
    return this.script.scenes;
  }

  get scene() {
    return this.scenes[this.selected];
  }

  get seconds() {
    return total(this.scenes);
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  /** `run` is told what changed: "script", "selection", "time" or "spoken". */
  on(run) {
    this.#listeners.push(run);
  }

  tell(what) {
    for (const run of this.#listeners) run(what);
  }

  /** Makes a change of the script; null means that there is none. `tag`: what is typed at a stretch. */
  edit(script, { tag = "", select = this.selected } = {}) {
    if (!script) return false;
    this.#history.note(this.#state(), tag);
    this.script = script;
    this.#goOn(select);
    return true;
  }

  rename(title) {
    if (title === (this.renamed || this.title)) return;
    this.renamed = title;
    this.tell("title");
  }

  undo() {
    return this.#take(this.#history.undo(this.#state()));
  }

  redo() {
    return this.#take(this.#history.redo(this.#state()));
  }

  #state() {
    return { script: this.script, selected: this.selected };
  }

  #take(state) {
    if (!state) return false;
    this.script = state.script;
    this.#goOn(state.selected);
    return true;
  }

  #goOn(selected) {
    this.selected = Math.max(0, Math.min(this.scenes.length - 1, selected));
    this.time = Math.min(this.time, this.seconds);
    this.tell("script");
  }

  select(index) {
    const next = Math.max(0, Math.min(this.scenes.length - 1, index));
    if (next === this.selected) return;
    this.selected = next;
    this.tell("selection");
  }

  /** Goes to a time; the scene that is on then is the selected one. */
  seek(time) {
    this.time = Math.max(0, Math.min(this.seconds, time));
    this.select(sceneAt(this.scenes, this.time));
    this.tell("time");
  }

  /** Notes how long lines are spoken, as the server reckons. */
  learn(scenes, spoken) {
    scenes.forEach((scene, index) => {
      const { narration } = scene;
      this.#spoken.set(scene.key, { narration, seconds: spoken[index] ?? 0 });
    });
  }

  /** Seconds a scene's line is spoken; while the server has not said, by what it said before. */
  spoken(scene) {
    if (!scene.narration.trim()) return 0;
    const known = this.#spoken.get(scene.key);
    if (!known?.narration || !known.seconds) return scene.narration.length / 14;
    return (known.seconds * scene.narration.length) / known.narration.length;
  }

  over(scene) {
    return over(this.spoken(scene), scene.seconds, this.pace);
  }

  /** What is sent to be kept. */
  sent() {
    return { title: this.renamed, script: plain(this.script) };
  }
}
