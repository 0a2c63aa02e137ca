// Keeps what is edited: a moment after the last change, one request at a time, on the version it was
// made on. What somebody else changed meanwhile is never overwritten unasked.
import { send } from "../lib/api.js";
import { settled } from "../lib/timing.js";

const AFTER = 600;
const AGAIN = 5000;
const element = (id) => document.getElementById(id);

export class Saving {
  #version;
  #isDirty = false;
  #running = null;
  #isStopped = false;
  #theirs = 0;
  #timer = 0;

  /** hooks: onMeasured(scenes, answer), onRefused(scene, sentence). */
  constructor(desk, { url, version, hooks }) {
    Object.assign(this, { desk, url, hooks });
    this.#version = version;
    this.#settle = settled(() => this.flush(), AFTER, 3000);
    desk.on((what) => (what === "script" || what === "title") && this.#changed());
    window.addEventListener("online", () => this.#isDirty && this.flush());
    window.addEventListener("beforeunload", (event) => {
      if (this.#isDirty && !this.#isStopped) event.preventDefault();
    });
  }

  #settle;

  #changed() {
    this.#isDirty = true;
    this.#say("changed");
    if (!this.#isStopped) this.#settle();
  }

  /** Keeps what is not kept yet; resolves to whether everything is. */
  async flush() {
    clearTimeout(this.#timer);
    while (this.#running) await this.#running;
    if (!this.#isDirty) return true;
    if (this.#isStopped) return false;
    this.#running = this.#send();
    const isKept = await this.#running;
    this.#running = null;
    return isKept && this.#isDirty ? this.flush() : isKept;
  }

  async #send() {
    this.#isDirty = false;
    this.#say("saving");
    const { scenes, renamed } = this.desk;
    try {
      const body = { version: this.#version, ...this.desk.sent() };
      const answer = await send(this.url, { body });
      if (this.desk.renamed === renamed) this.desk.renamed = "";
      this.#kept(answer, scenes);
      return true;
    } catch (problem) {
      this.#isDirty = true;
      this.#failed(problem);
      return false;
    }
  }

  #kept(answer, scenes) {
    this.#version = answer.version;
    for (const field of document.querySelectorAll("[data-restore] [data-version]")) {
      field.value = answer.version;
    }
    this.#show("");
    if (!this.#isDirty) this.#say("saved");
    this.hooks.onMeasured(scenes, answer);
  }

  #failed(problem) {
    this.#say("changed");
    if (problem.status === 409) this.#conflict(problem);
    else if (problem.status === 422) this.#refused(problem);
    else if (problem.status && problem.status < 500) this.#show(problem.message);
    else {
      this.#say("away");
      this.#timer = setTimeout(() => this.flush(), AGAIN);
    }
  }

  #refused(problem) {
    const { scene } = problem.more;
    this.hooks.onRefused(scene, problem.message);
    if (!scene) this.#show(problem.message);
  }

  #conflict(problem) {
    this.#isStopped = true;
    this.#theirs = problem.more.version;
    element("conflict").hidden = false;
  }

  /** Keeps this page's script as the version after theirs; theirs stays among the versions. */
  keepMine() {
    element("conflict").hidden = true;
    this.#version = this.#theirs;
    this.#isStopped = false;
    return this.flush();
  }

  /** Shows what they made of it instead. */
  loadTheirs() {
    this.#isDirty = false;
    location.reload();
  }

  #show(sentence) {
    const note = element("unsaved");
    note.hidden = !sentence;
    note.querySelector("[data-unsaved-text]").textContent = sentence;
  }

  #say(word) {
    const note = element("saved");
    note.textContent = note.dataset[word];
  }
}
