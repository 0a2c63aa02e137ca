// One stream of events for the whole page: `<body data-stream="…">`, optionally `data-snapshot`.
// Each event arrives on `document` as `live:<name>` with the parsed JSON as its detail.

const EVENTS = [
  "snapshot",
  "item",
  "progress",
  "delta",
  "preview",
  "done",
  "job",
  "quota",
  "notice",
  "cutout",
  "archive",
];
const FIRST_WAIT = 1000;
const LAST_WAIT = 30000;
const FAILURES_BEFORE_POLLING = 3;

/** How long to wait after `failures` in a row: doubling, never more than half a minute. */
export function waitAfter(failures) {
  return Math.min(LAST_WAIT, FIRST_WAIT * 2 ** Math.max(0, failures - 1));
}

function announce(name, data) {
  document.dispatchEvent(new CustomEvent(`live:${name}`, { detail: data }));
}

export class Live {
  #source = null;
  #timer = 0;
  #failures = 0;
  #stopped = false;

  constructor({ stream, snapshot = "" }) {
    this.stream = stream;
    this.snapshot = snapshot;
  }

  /** The stream is open only while someone can see it: browsers give six connections to a host. */
  start() {
    document.addEventListener("visibilitychange", () => this.#follow());
    window.addEventListener("pagehide", () => this.#close());
    window.addEventListener("pageshow", (event) => event.persisted && this.#follow());
    document.addEventListener("live:stop", () => {
      this.#stopped = true;
      this.#close();
    });
    this.#follow();
  }

  #follow() {
    if (document.hidden || this.#stopped) this.#close();
    else if (!this.#source) this.#open();
  }

  #open() {
    clearTimeout(this.#timer);
    const source = new EventSource(this.stream);
    this.#source = source;
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => {
        this.#failures = 0;
        announce(name, JSON.parse(event.data));
      });
    }
    source.addEventListener("open", () => announce("open", {}));
    source.addEventListener("error", () => this.#failed());
  }

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  /** The browser reconnects by itself after a lost connection, but not after a refusal. */
  #failed() {
    this.#failures += 1;
    announce("lost", { failures: this.#failures });
    const gaveUp = this.#source?.readyState === EventSource.CLOSED;
    if (!gaveUp && this.#failures < FAILURES_BEFORE_POLLING) return;
    this.#close();
    this.#timer = setTimeout(() => this.#retry(), waitAfter(this.#failures));
  }

  async #retry() {
    if (this.#failures >= FAILURES_BEFORE_POLLING && this.snapshot) await this.#poll();
    if (!document.hidden && !this.#stopped) this.#open();
  }

  async #poll() {
    try {
      const response = await fetch(this.snapshot, { headers: { Accept: "application/json" } });
      if (response.ok) announce("snapshot", await response.json());
      // Signed out: what the person does next leads to sign-in; asking again would not.
      if (response.status === 401) this.#stopped = true;
    } catch {
      // Offline: the next try comes with the back-off, and the strip under the top bar says so.
    }
  }
}

export function startLive() {
  const { stream, snapshot } = document.body.dataset;
  if (stream) new Live({ stream, snapshot }).start();
}
