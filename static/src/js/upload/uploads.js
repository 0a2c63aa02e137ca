// What becomes of each file: a small one is posted, a large one sent in parts (large.js), then it is
// checked; what was begun before the page was opened is gone on with.
import AwsS3 from "@uppy/aws-s3";
import Uppy from "@uppy/core";
import { ask } from "../dialogs.js";
import { Problem, send } from "../lib/api.js";
import { kindOf, refusal } from "../lib/files.js";
import { Large, held } from "./large.js";
import { clear, forget, isSame } from "./remembered.js";

const AT_ONCE = 3;
const FIRST_LOOK = 300;
const LAST_LOOK = 3000;
// What takes longer is told of as slow, and comes into the library by itself.
const PATIENCE = 180000;

const pause = (wait) => new Promise((resolve) => setTimeout(resolve, wait));
const announce = (name, detail) =>
  document.dispatchEvent(new CustomEvent(`upload:${name}`, { detail }));

export class Uploads {
  // Of Uppy's file → its row.
  #keys = new Map();
  // Row → an upload that was begun before this page was opened.
  #unfinished = new Map();
  // Rows of such uploads: a page that takes its own files for something takes none of these.
  #older = new Set();

  constructor(tray) {
    this.tray = tray;
    const { endings, limits, formMax } = tray.element.dataset;
    this.rules = { endings: JSON.parse(endings), limits: JSON.parse(limits) };
    this.formMax = Number(formMax);
    this.small = this.#uppy(AwsS3, {
      limit: AT_ONCE,
      shouldUseMultipart: false,
      allowedMetaFields: false,
      // The server chooses the key; this one only leads back to the file being signed.
      generateObjectKey: (file) => file.id,
      signRequest: ({ key }) => this.#sign(key),
    });
    this.large = this.#uppy(Large, { announce: (file) => this.#announce(file) });
  }

  #uppy(uploader, options) {
    // What goes wrong is said in the tray; the console is not for people.
    const logger = { debug() {}, warn() {}, error() {} };
    const uppy = new Uppy({ autoProceed: true, allowMultipleUploadBatches: true, logger });
    uppy.use(uploader, options);
    uppy.on("upload-progress", (file, progress) => {
      const share = progress.bytesUploaded / (progress.bytesTotal || 1);
      this.tray.progress(this.#keys.get(file.id), share);
    });
    uppy.on("upload-success", (file) => this.#sent(uppy, file.id));
    uppy.on("upload-error", (file, error) => this.#failed(uppy, file.id, error));
    return uppy;
  }

  async add(files, zone) {
    const { uploadUrl, workspace, product, replaces, kinds = "" } = zone.dataset;
    const rules = { ...this.rules, kinds: kinds.split(" ").filter(Boolean) };
    this.#unfold(true);
    for (const file of files) {
      const begun = await this.#begunWith(file);
      if (begun) {
        this.#goOn(begun, file);
        continue;
      }
      const kind = kindOf(file, this.rules.endings);
      const key = this.tray.add(file, { kind, ...this.#buttons() });
      const reason = refusal(file, rules);
      if (reason) {
        this.#refuse(key, { detail: this.tray.text(reason.name, reason.values) });
        continue;
      }
      this.#start(key, file, { uploadUrl, workspace, product, replaces });
    }
  }

  #start(key, file, meta) {
    const uppy = meta.upload || file.size > this.formMax ? this.large : this.small;
    // The same file may be uploaded twice on purpose: a path of its own makes its id unique.
    const own = { ...meta, declared: file.type, relativePath: crypto.randomUUID() };
    const type = file.type || "application/octet-stream";
    const id = uppy.addFile({ name: file.name, type, data: file, source: "page", meta: own });
    this.#keys.set(id, key);
    this.tray.sending(key, { isLarge: uppy === this.large });
  }

  /** What the buttons of a row do; each finds out by its row which file it is of. */
  #buttons() {
    const found = (key) => {
      const [id] = [...this.#keys].find(([, row]) => row === key) ?? [];
      return { id, uppy: this.large.getFile(id) ? this.large : this.small };
    };
    return {
      retry: (key) => {
        const { id, uppy } = found(key);
        if (!id || !uppy.getFile(id)) return;
        this.tray.sending(key, { isLarge: uppy === this.large });
        uppy.retryUpload(id);
      },
      hold: (key) => {
        const { id } = found(key);
        if (id) this.tray.paused(key, this.large.pauseResume(id));
      },
      stop: (key) => this.#stop(key, found(key)),
      choose: (key, file) => this.#chosen(key, file),
    };
  }

  async #stop(key, { id, uppy }) {
    const upload = this.#unfinished.get(key) ?? uppy.getFile(id)?.meta.upload;
    if (upload && !(await this.#isGivenUp(key))) return;
    if (id) uppy.removeFile(id);
    this.#keys.delete(id);
    this.#unfinished.delete(key);
    this.tray.remove(key);
    if (upload) {
      forget(upload.id);
      const { uploadUrl, workspace } = this.tray.element.dataset;
      // Where it fails, the server gives it up by itself after a day.
      await send(`${uploadUrl}/${upload.id}`, { method: "DELETE", workspace }).catch(() => {});
    }
    this.#settle();
  }

  #isGivenUp(key) {
    return ask({
      title: this.tray.text("stopTitle", { name: this.tray.nameOf(key) }),
      body: this.tray.text("stopBody"),
      go: this.tray.text("stopGo"),
      keep: this.tray.text("stopKeep"),
    });
  }

  /** Lists what was begun before this page was opened: the files have to be chosen again. */
  async restore() {
    clear();
    const { uploadUrl, workspace } = this.tray.element.dataset;
    if (!uploadUrl) return;
    const [found, elsewhere] = await Promise.all([
      send(uploadUrl, { method: "GET", workspace }).catch(() => []),
      held(),
    ]);
    for (const upload of found) {
      if (elsewhere.has(upload.id)) continue;
      const about = { name: upload.filename, size: upload.size_bytes, type: upload.content_type };
      const kind = kindOf(about, this.rules.endings);
      const key = this.tray.add(about, { kind, ...this.#buttons() });
      this.#older.add(key);
      if (upload.state === "checking") this.#look(key, upload.complete_url, workspace);
      else {
        this.#unfinished.set(key, upload);
        this.tray.waiting(key, upload.sent_bytes);
      }
    }
    // What was left on another day must not cover a phone's page: the tray's title is enough.
    if (!this.tray.pending && matchMedia("(width < 64rem)").matches) this.#unfold(false);
  }

  #unfold(isOpen) {
    this.tray.element.querySelector("details").open = isOpen;
  }

  async #begunWith(file) {
    for (const [key, upload] of this.#unfinished) {
      if (await isSame(file, upload)) return key;
    }
    return null;
  }

  async #chosen(key, file) {
    const upload = this.#unfinished.get(key);
    if (!upload) return;
    if (await isSame(file, upload)) this.#goOn(key, file);
    else this.tray.otherFile(key, this.tray.text("otherFile", { name: upload.filename }));
  }

  #goOn(key, file) {
    const upload = this.#unfinished.get(key);
    this.#unfinished.delete(key);
    const { uploadUrl, workspace } = this.tray.element.dataset;
    this.tray.chosen(key, file);
    this.#start(key, file, { uploadUrl, workspace, upload });
  }

  #announce({ name, data, meta }) {
    const body = { filename: name, content_type: meta.declared, size_bytes: data.size };
    if (meta.product) body.product = meta.product;
    if (meta.replaces) body.replaces = meta.replaces;
    return send(meta.uploadUrl, { body, workspace: meta.workspace });
  }

  async #sign(id) {
    const answer = await this.#announce(this.small.getFile(id));
    this.small.setFileMeta(id, { completeUrl: answer.complete_url });
    return { url: new URL(answer.url, location.href).href, fields: answer.fields };
  }

  #sent(uppy, id) {
    const { meta } = uppy.getFile(id);
    const key = this.#keys.get(id);
    if (meta.upload) forget(meta.upload.id);
    this.#keys.delete(id);
    uppy.removeFile(id);
    this.#look(key, meta.completeUrl ?? meta.upload.complete_url, meta.workspace);
  }

  /** Asks until the file was opened and measured, or refused with a reason. */
  async #look(key, completeUrl, workspace) {
    this.tray.checking(key);
    const until = performance.now() + PATIENCE;
    for (let wait = FIRST_LOOK; performance.now() < until; wait = Math.min(LAST_LOOK, wait * 1.5)) {
      try {
        const answer = await send(completeUrl, { workspace });
        if (answer.state === "ready") return this.#ready(key, answer);
        if (answer.problem) return this.#refuse(key, answer.problem);
        this.tray.safe(key);
      } catch (error) {
        // A refusal is final; a lost connection or a busy server is worth another look.
        if (error instanceof Problem && error.status < 500) return this.#refuse(key, error);
      }
      await pause(wait);
    }
    return this.#refuse(key, { detail: this.tray.text("slow") });
  }

  #ready(key, { asset, duplicate_of: twin }) {
    this.tray.ready(key, asset, twin);
    if (!this.#older.has(key) || !document.querySelector("[data-drop-zone][data-kinds]")) {
      announce("ready", { asset });
    }
    this.#settle();
  }

  #failed(uppy, id, error) {
    const key = this.#keys.get(id);
    if (error instanceof Problem && error.status < 500) {
      const { upload } = uppy.getFile(id).meta;
      if (upload) forget(upload.id);
      uppy.removeFile(id);
      this.#keys.delete(id);
      this.#refuse(key, error);
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
      const whom = this.tray.text("ask", { people: people.join(", ") });
      this.tray.refused(key, people.length ? `${text} ${whom}` : text);
    }
    announce("refused", { problem });
    this.#settle();
  }

  #settle() {
    if (this.tray.pending === 0) announce("idle", this.tray.counts);
  }
}
