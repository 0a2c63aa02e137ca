// Large files: announced, put part by part straight to the bucket, and joined there. An uploader
// of Uppy's own kind, since its S3 plugin sends one part of a file after the other.
import { BasePlugin } from "@uppy/core";
import { Problem, send } from "../lib/api.js";
import { PartSender } from "./parts.js";
import { printOf, remember } from "./remembered.js";

const FILES_AT_ONCE = 2;
const JOINED_AGAIN = 2;

/** Waits, and ends early when it is stopped. */
function pause(wait, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, wait);
    signal?.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

function online(signal) {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve) => {
    window.addEventListener("online", resolve, { once: true, signal });
    signal.addEventListener("abort", resolve, { once: true });
  });
}

/** Puts one part; the answer's status goes with the error when it is refused. */
function put(file) {
  return (url, { start, end }, { signal, onProgress }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const fail = () =>
        reject(Object.assign(new Error("not taken"), { status: request.status || 0 }));
      request.open("PUT", url);
      request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
      request.addEventListener("load", () => (request.status === 200 ? resolve() : fail()));
      for (const name of ["error", "timeout", "abort"]) request.addEventListener(name, fail);
      signal.addEventListener("abort", () => request.abort(), { once: true });
      request.send(file.slice(start, end));
    });
}

/** A refusal of the server is final; a lost way or a busy server is worth another try. */
const isFinal = (error) =>
  error instanceof Problem && error.status < 500 && ![408, 425, 429].includes(error.status);

export class Large extends BasePlugin {
  #senders = new Map();
  #waiting = [];
  #busy = 0;

  /** `announce(file)` → the upload of a new file, as the server tells it. */
  constructor(uppy, options) {
    super(uppy, options);
    this.id = "Large";
    this.type = "uploader";
  }

  install() {
    const { capabilities } = this.uppy.getState();
    this.uppy.setState({ capabilities: { ...capabilities, resumableUploads: true } });
    this.uppy.addUploader((ids) => Promise.allSettled(ids.map((id) => this.#inTurn(id))));
    this.uppy.on("file-removed", (file) => this.#senders.get(file.id)?.stop());
    this.uppy.on("upload-pause", (file, isPaused) => {
      if (isPaused) this.#senders.get(file.id)?.stop();
    });
  }

  async #inTurn(id) {
    while (this.#busy >= FILES_AT_ONCE) await new Promise((go) => this.#waiting.push(go));
    this.#busy += 1;
    try {
      await this.#one(id);
    } finally {
      this.#busy -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #one(id) {
    const file = this.uppy.getFile(id);
    if (!file) return;
    this.uppy.emit("upload-start", [file]);
    try {
      const upload = file.meta.upload ?? (await this.#announce(file));
      await this.#held(upload.id, () => this.#send(id, file, upload));
      if (this.uppy.getFile(id)) this.uppy.emit("upload-success", file, { status: 200 });
    } catch (error) {
      if (this.uppy.getFile(id)) this.uppy.emit("upload-error", file, error);
    } finally {
      this.#senders.delete(id);
    }
  }

  async #announce(file) {
    const upload = await this.opts.announce(file);
    this.uppy.setFileMeta(file.id, { upload });
    remember(upload.id, await printOf(file.data));
    return upload;
  }

  /** Sends what is missing and has it joined; while it is paused it waits to be gone on with. */
  async #send(id, file, upload) {
    const { workspace } = file.meta;
    const sender = new PartSender({
      size: file.data.size,
      partBytes: upload.part_bytes,
      list: async () => (await send(upload.parts_url, { method: "GET", workspace })).parts,
      sign: async (numbers) =>
        (await send(upload.parts_url, { body: { numbers }, workspace })).parts.map((part) => ({
          ...part,
          url: new URL(part.url, location.href).href,
        })),
      put: put(file.data),
      pause,
      online,
      isFinal,
      onProgress: (bytesUploaded) => this.#progress(file, bytesUploaded),
    });
    this.#senders.set(id, sender);
    for (let joined = 0; ;) {
      if (!(await this.#untilSent(id, sender))) return;
      try {
        await send(upload.complete_url, { workspace });
        return;
      } catch (error) {
        joined += 1;
        if (isFinal(error) && error.code !== "upload-parts-missing") throw error;
        if (joined > JOINED_AGAIN) throw error;
        await pause(1000 * joined);
      }
    }
  }

  /** Resolves to true when all is there, to false when the file was taken away. */
  async #untilSent(id, sender) {
    for (;;) {
      await this.#untilWanted(id);
      if (!this.uppy.getFile(id)) return false;
      try {
        await sender.send();
        return true;
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      }
    }
  }

  #untilWanted(id) {
    if (!this.uppy.getFile(id)?.isPaused) return Promise.resolve();
    return new Promise((resolve) => {
      const look = (file) => {
        if (file.id !== id) return;
        this.uppy.off("upload-pause", look);
        this.uppy.off("file-removed", look);
        resolve();
      };
      this.uppy.on("upload-pause", look);
      this.uppy.on("file-removed", look);
    });
  }

  /** Lets other windows of this browser know that the file is on its way here. */
  #held(id, work) {
    return navigator.locks ? navigator.locks.request(`upload:${id}`, work) : work();
  }

  #progress(file, bytesUploaded) {
    const now = this.uppy.getFile(file.id);
    if (!now) return;
    const uploadStarted = now.progress.uploadStarted ?? Date.now();
    const bytesTotal = file.data.size;
    this.uppy.emit("upload-progress", now, { uploadStarted, bytesUploaded, bytesTotal });
  }
}

/** The ids of uploads that a window of this browser sends just now. */
export async function held() {
  const { held: locks = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(
    locks.filter(({ name }) => name.startsWith("upload:")).map(({ name }) => name.slice(7)),
  );
}
