// Plays the preview: a clock that runs along the film. Without sound: lines are spoken when rendered.

export class Player {
  #frame = 0;
  #last = 0;

  constructor(desk, onChange) {
    this.desk = desk;
    this.onChange = onChange;
  }

  get isPlaying() {
    return this.#frame !== 0;
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  play() {
    if (this.desk.time >= this.desk.seconds - 0.05) this.desk.seek(0);
    this.#last = performance.now();
    this.#frame = requestAnimationFrame((now) => this.#tick(now));
    this.onChange(true);
  }

  pause() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.onChange(false);
  }

  #tick(now) {
    // A tab that slept goes on from where it was.
    const passed = Math.min(0.25, Math.max(0, (now - this.#last) / 1000));
    this.#last = now;
    this.desk.seek(this.desk.time + passed);
    if (this.desk.time >= this.desk.seconds) this.pause();
    else this.#frame = requestAnimationFrame((next) => this.#tick(next));
  }
}
