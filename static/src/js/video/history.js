// What was done, to be undone: states of the script, newest last.

const DEPTH = 100;
const TOGETHER = 1200;

export class History {
  #done = [];
  #undone = [];
  #tag = "";
  #at = -Infinity;

  /** Notes the state before a change. Changes of one `tag` soon after another are one step. */
  note(before, tag = "", now = performance.now()) {
    const isSame = tag !== "" && tag === this.#tag && now - this.#at < TOGETHER;
    this.#tag = tag;
    this.#at = now;
    this.#undone = [];
    if (!isSame) this.#done = [...this.#done, before].slice(-DEPTH);
  }

  /** The state before the last change, or null; `now` can be had again. */
  undo(now) {
    return this.#step(this.#done, this.#undone, now);
  }

  redo(now) {
    return this.#step(this.#undone, this.#done, now);
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  #step(from, to, now) {
    if (!from.length) return null;
    this.#tag = "";
    to.push(now);
    return from.pop();
  }
}
