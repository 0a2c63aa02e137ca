// Sends a file part by part, several at a time. It knows neither the page nor the server's
// addresses: whoever makes one gives it what lists, signs and puts.

const AT_ONCE = 4;
// Addresses asked for at once: they hold for an hour, also on a slow line.
const SIGNED_AT_ONCE = 16;
const WAITS = [1000, 2000, 4000, 8000, 15000, 30000];

/** Where each part of a file begins and ends, by its number from 1. */
export function cut(size, partBytes) {
  const parts = [];
  for (let start = 0; start < size; start += partBytes) {
    parts.push({ number: parts.length + 1, start, end: Math.min(start + partBytes, size) });
  }
  return parts;
}

export class PartSender {
  #queue = [];
  #sent = new Map();
  #urls = new Map();
  #signing = null;
  #stopping = new AbortController();

  /** `list()` → [{number, size_bytes}] that are there; `sign(numbers)` → [{number, url}];
   * `put(url, part, {signal, onProgress})` throws with a `status` when refused; `pause(ms)` and
   * `online()` resolve when it is time to try again. What `isFinal` says of an error ends it. */
  constructor({ size, partBytes, list, sign, put, pause, online, isFinal, onProgress }) {
    Object.assign(this, { list, sign, put, pause, online, isFinal, onProgress });
    this.parts = cut(size, partBytes);
  }

  /** Resolves when every part is there; rejects with an AbortError when it was stopped. */
  async send() {
    this.#stopping = new AbortController();
    this.#sent.clear();
    this.#urls.clear();
    const there = new Map((await this.list()).map((part) => [part.number, part.size_bytes]));
    this.#queue = this.parts.filter(({ number, start, end }) => there.get(number) !== end - start);
    for (const { number, start, end } of this.parts) {
      if (there.get(number) === end - start) this.#sent.set(number, end - start);
    }
    this.#tell();
    const { signal } = this.#stopping;
    const workers = Array.from({ length: Math.min(AT_ONCE, this.#queue.length) }, () =>
      this.#work(signal),
    );
    try {
      await Promise.all(workers);
    } catch (error) {
      this.stop();
      await Promise.allSettled(workers);
      throw error;
    }
    signal.throwIfAborted();
  }

  stop() {
    this.#stopping.abort();
  }

  async #work(signal) {
    for (let part = this.#queue.shift(); part; part = this.#queue.shift()) {
      await this.#part(part, signal);
    }
  }

  async #part(part, signal) {
    for (let tries = 0; ; tries += 1) {
      signal.throwIfAborted();
      try {
        const url = await this.#address(part);
        signal.throwIfAborted();
        const onProgress = (bytes) => this.#note(part.number, bytes);
        await this.put(url, part, { signal, onProgress });
        this.#note(part.number, part.end - part.start);
        return;
      } catch (error) {
        // Of a part the bucket keeps all or nothing.
        this.#note(part.number, 0);
        signal.throwIfAborted();
        this.#urls.delete(part.number);
        if (this.isFinal(error) || tries >= WAITS.length) throw error;
        await this.pause(WAITS[tries], signal);
        await this.online(signal);
      }
    }
  }

  /** The address of a part; those of the parts that come next are asked for with it. */
  async #address(part) {
    while (!this.#urls.has(part.number)) {
      this.#signing ??= this.#signMore(part).finally(() => (this.#signing = null));
      await this.#signing;
    }
    return this.#urls.get(part.number);
  }

  async #signMore(part) {
    const next = this.#queue.filter(({ number }) => !this.#urls.has(number));
    const numbers = [part, ...next].slice(0, SIGNED_AT_ONCE).map(({ number }) => number);
    for (const { number, url } of await this.sign(numbers)) this.#urls.set(number, url);
  }

  #note(number, bytes) {
    this.#sent.set(number, bytes);
    this.#tell();
  }

  #tell() {
    this.onProgress([...this.#sent.values()].reduce((sum, bytes) => sum + bytes, 0));
  }
}
