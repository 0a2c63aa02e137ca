// Photos from this device: each goes straight to the bucket by a presigned POST, then is checked.
// Pages learn of the end by `upload:ready`, `upload:refused` and `upload:idle` on `document`.
import AwsS3 from "@uppy/aws-s3";
import Uppy from "@uppy/core";
import { Problem, send } from "./lib/api.js";
import { closest } from "./lib/dom.js";
import { photoType, refusal } from "./lib/files.js";
import { counted } from "./lib/strings.js";
import { Tray } from "./upload_tray.js";

const AT_ONCE = 3;
const FIRST_LOOK = 300;
const LAST_LOOK = 3000;
const PATIENCE = 180000;

const pause = (wait) => new Promise((resolve) => setTimeout(resolve, wait));
const announce = (name, detail) =>
  document.dispatchEvent(new CustomEvent(`upload:${name}`, { detail }));

class Uploads {
  #keys = new Map();

  constructor(tray) {
    this.tray = tray;
    // What goes wrong is said in the tray; the console is not for people.
    const logger = { debug() {}, warn() {}, error() {} };
    this.uppy = new Uppy({ autoProceed: true, allowMultipleUploadBatches: true, logger });
    this.uppy.use(AwsS3, {
      limit: AT_ONCE,
      shouldUseMultipart: false,
      allowedMetaFields: false,
      // The server chooses the key; this one only leads back to the file being signed.
      generateObjectKey: (file) => file.id,
      signRequest: ({ key }) => this.#sign(key),
    });
    this.uppy.on("upload-progress", (file, progress) => {
      const share = progress.bytesUploaded / (progress.bytesTotal || 1);
      tray.progress(this.#keys.get(file.id), share);
    });
    this.uppy.on("upload-success", (file) => this.#check(file.id));
    this.uppy.on("upload-error", (file, error) => this.#failed(file.id, error));
  }

  add(files, zone) {
    const { uploadUrl, workspace, product } = zone.dataset;
    const maxBytes = Number(zone.dataset.maxBytes) || 0;
    for (const file of files) {
      let id = "";
      const retry = () => this.uppy.getFile(id) && this.uppy.retryUpload(id);
      const key = this.tray.add(file, { retry });
      const reason = refusal(file, { maxBytes });
      if (reason) {
        this.#refuse(key, { detail: this.tray.text(reason.name, reason.values) });
        continue;
      }
      // The same photo may be uploaded twice on purpose: a path of its own makes its id unique.
      const meta = { uploadUrl, workspace, product, relativePath: crypto.randomUUID() };
      const type = photoType(file);
      id = this.uppy.addFile({ name: file.name, type, data: file, source: "page", meta });
      this.#keys.set(id, key);
    }
  }

  async #sign(id) {
    const { name, type, size, meta } = this.uppy.getFile(id);
    const body = { filename: name, content_type: type, size_bytes: size };
    if (meta.product) body.product = meta.product;
    const answer = await send(meta.uploadUrl, { body, workspace: meta.workspace });
    this.uppy.setFileMeta(id, { completeUrl: answer.complete_url });
    return { url: new URL(answer.url, location.href).href, fields: answer.fields };
  }

  /** Asks until the photo was decoded and measured, or refused with a reason. */
  async #check(id) {
    const { meta } = this.uppy.getFile(id);
    const key = this.#keys.get(id);
    this.tray.checking(key);
    const until = performance.now() + PATIENCE;
    for (let wait = FIRST_LOOK; performance.now() < until; wait = Math.min(LAST_LOOK, wait * 1.5)) {
      try {
        const answer = await send(meta.completeUrl, { workspace: meta.workspace });
        if (answer.state === "ready") return this.#ready(id, answer.asset);
        if (answer.problem) return this.#finish(id, answer.problem);
      } catch (error) {
        // A refusal is final; a lost connection or a busy server is worth another look.
        if (error instanceof Problem && error.status < 500) return this.#finish(id, error);
      }
      await pause(wait);
    }
    return this.#finish(id, { detail: this.tray.text("slow") });
  }

  #ready(id, asset) {
    this.tray.ready(this.#keys.get(id), asset?.thumb_url);
    this.uppy.removeFile(id);
    this.#keys.delete(id);
    announce("ready", { asset });
    this.#settle();
  }

  #finish(id, problem) {
    const key = this.#keys.get(id);
    this.uppy.removeFile(id);
    this.#keys.delete(id);
    this.#refuse(key, problem);
  }

  #failed(id, error) {
    const key = this.#keys.get(id);
    if (error instanceof Problem && error.status < 500) {
      this.#finish(id, error);
      return;
    }
    this.tray.refused(key, this.tray.text("failed"), { again: true });
    this.#settle();
  }

  #refuse(key, problem) {
    const text = problem?.detail || problem?.title || this.tray.text("failed");
    const { upgrade_url: way = "", can_upgrade: people = [] } = problem?.more ?? {};
    if (!way || this.tray.mayEnlarge) this.tray.refused(key, text, { way });
    else {
      const ask = this.tray.text("ask", { people: people.join(", ") });
      this.tray.refused(key, people.length ? `${text} ${ask}` : text);
    }
    announce("refused", { problem });
    this.#settle();
  }

  #settle() {
    if (this.tray.pending === 0) announce("idle", this.tray.counts);
  }
}

function zones() {
  return [...document.querySelectorAll("[data-drop-zone]")];
}

/** Files dragged over the page: everything takes them, and the page says how many. */
function takeDrops(uploads, tray) {
  const page = document.getElementById("drop-page");
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") && zones().length > 0;
  const leave = () => {
    page.hidden = true;
    for (const zone of zones()) zone.classList.remove("is-over");
  };
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    const files = [...event.dataTransfer.items].filter((item) => item.kind === "file").length;
    const { dropOne: one, dropMany: many } = tray.element.dataset;
    page.hidden = false;
    page.firstElementChild.textContent = counted(files, { one, many });
    for (const zone of zones()) zone.classList.toggle("is-over", zone.contains(event.target));
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || leave());
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    leave();
    uploads.add(event.dataTransfer.files, closest(event, "[data-drop-zone]") ?? zones()[0]);
  });
}

function start() {
  const element = document.getElementById("upload-tray");
  if (!element) return;
  const tray = new Tray(element);
  const uploads = new Uploads(tray);
  document.addEventListener("change", (event) => {
    const zone = closest(event, "[data-drop-zone]");
    if (!zone || event.target.type !== "file") return;
    uploads.add(event.target.files, zone);
    event.target.value = "";
  });
  document.addEventListener("click", (event) => {
    if (closest(event, "[data-upload-open]")) zones()[0]?.querySelector("input").click();
  });
  window.addEventListener("beforeunload", (event) => tray.pending > 0 && event.preventDefault());
  takeDrops(uploads, tray);
  if (new URLSearchParams(location.search).has("upload")) {
    zones()[0]?.scrollIntoView({ block: "center" });
    zones()[0]?.querySelector("input").focus();
  }
}

start();
