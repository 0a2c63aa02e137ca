// One job, watched: tiles develop, texts grow, the counter ticks, the zip is packed and saved.
import { closest, isTyping } from "../lib/dom.js";
import { fill } from "../lib/strings.js";
import { settled } from "../lib/timing.js";
import { startStopping } from "../job/stopping.js";
import { startViewer } from "../job/viewer.js";
import { showStage, writeAll, writeOn } from "../job/writing.js";

const ASK_EVERY = 2000;
const ASK_HIDDEN = 15000;
const SAY_EVERY = 20000;
const page = document.getElementById("job");
const stages = JSON.parse(document.getElementById("stages").textContent);
const id = page.dataset.job;
const head = () => document.getElementById("job-head");
const tile = (item) => document.getElementById(`tile-${item}`);
const isOpen = () => ["queued", "running"].includes(head().dataset.state);
const ours = (detail) => detail.job_id === id;

// --- tiles --------------------------------------------------------------------------------------

const stale = new Set();
const AT_ONCE = 60;

/** Fetches the tiles that changed, some at a time. A filtered page is fetched as a whole. */
async function fetchTiles() {
  if (page.dataset.filter) {
    stale.clear();
    await window.htmx.ajax("GET", page.dataset.page, { target: "#tiles", swap: "morph" });
    return;
  }
  const some = [...stale].slice(0, AT_ONCE);
  for (const item of some) stale.delete(item);
  if (!some.length) return;
  const query = some.map((item) => `item=${item}`).join("&");
  await window.htmx.ajax("GET", `${page.dataset.tiles}?${query}`, { swap: "none" });
  if (stale.size) changedTiles();
}

const changedTiles = settled(fetchTiles, 120, 500);
const refreshHead = settled(
  () => window.htmx.ajax("GET", page.dataset.head, { target: "#job-head", swap: "morph" }),
  300,
  900,
);

// What is told in words moves slowly: a long video's time left, the place of a job that waits.
const refreshNow = settled(() => document.hidden || !isOpen() || refreshHead(), 4000, 8000);

function changed(item, state) {
  const known = tile(item);
  if (!page.dataset.filter && (!known || known.dataset.state === state)) return;
  stale.add(item);
  changedTiles();
}

/** A percentage never runs back: what is told late is told for nothing. */
function develop({ item_id: item, stage, percent }) {
  const thumb = tile(item)?.querySelector(".thumb-developing");
  if (!thumb) {
    if (tile(item)?.dataset.state === "queued") changed(item, "running");
    return;
  }
  if (percent < Number(thumb.dataset.percent)) return;
  thumb.dataset.percent = percent;
  const [word, number] = thumb.querySelectorAll(".thumb-stage > span > span");
  word.textContent = stages[stage] ?? word.textContent;
  number.textContent = `${percent}%`;
  thumb.querySelector(".bar > i").dataset.percent = percent;
}

/** One thing alone is counted in percent; the head says so again when it is fetched. */
function count({ percent }) {
  const shown = document.querySelector("[data-job-percent]");
  if (!shown || percent <= Number(shown.textContent)) return;
  shown.textContent = percent;
  document.querySelector("#job-bar > i").dataset.percent = percent;
}

function progressed(detail) {
  develop(detail);
  count(detail);
  showStage(detail, stages);
}

function showPreview({ item_id: item, preview }) {
  const thumb = preview && tile(item)?.querySelector(".thumb-developing");
  if (!thumb) return;
  const picture = thumb.querySelector("img") ?? document.createElement("img");
  picture.src = preview;
  if (!picture.isConnected) thumb.prepend(picture);
}

// --- the stream, and what stands in for it ------------------------------------------------------

/** Compares what is shown with the rows as they are. */
async function catchUp() {
  const response = await fetch(page.dataset.snapshot, { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const job = await response.json();
  for (const item of job.items) {
    changed(item.id, item.state);
    if (item.state !== "running") continue;
    progressed({ item_id: item.id, ...item });
    writeAll(item);
  }
  if (String(job.version) !== head().dataset.version) refreshHead();
}

/** What a page missed while it was not looking is told by the rows. */
const fillGap = settled(() => catchUp().catch(() => {}), 200, 1000);

let timer = 0;

function poll() {
  clearTimeout(timer);
  timer = setTimeout(
    async () => {
      await catchUp().catch(() => {});
      if (isOpen()) poll();
    },
    document.hidden ? ASK_HIDDEN : ASK_EVERY,
  );
}

function listen() {
  document.addEventListener("live:item", ({ detail }) => {
    if (!ours(detail)) return head().dataset.state === "queued" && refreshNow();
    changed(detail.item_id, detail.state);
    refreshHead();
  });
  document.addEventListener("live:progress", ({ detail }) => {
    if (!ours(detail)) return;
    progressed(detail);
    refreshNow();
  });
  document.addEventListener("live:delta", ({ detail }) => {
    if (ours(detail) && !writeOn(detail, stages)) fillGap();
  });
  document.addEventListener("live:preview", ({ detail }) => ours(detail) && showPreview(detail));
  for (const name of ["job", "done"]) {
    document.addEventListener(`live:${name}`, ({ detail }) => ours(detail) && refreshHead());
  }
  // A snapshot tells only of jobs that are not ended: ours may have ended meanwhile.
  document.addEventListener("live:snapshot", ({ detail }) => {
    const known = detail.jobs?.find((job) => job.id === id);
    const isBehind = known ? String(known.version) !== head().dataset.version : isOpen();
    if (isBehind) catchUp();
  });
  document.addEventListener("live:open", () => clearTimeout(timer));
  document.addEventListener("live:lost", ({ detail }) => detail.failures > 1 && isOpen() && poll());
}

// --- what else changes on the page --------------------------------------------------------------

let saidAt = 0;
let wasOpen = isOpen();

/** Says the count aloud, at most every 20 s, and always at the end. */
function say() {
  const { done, total } = head().dataset;
  const ended = wasOpen && !isOpen();
  if (!ended && performance.now() - saidAt < SAY_EVERY) return;
  if (!ended && !isOpen()) return;
  saidAt = performance.now();
  wasOpen = isOpen();
  const { said, saidEnd } = page.dataset;
  document.getElementById("job-said").textContent = fill(ended ? saidEnd : said, { done, total });
}

/** Who opened the attempts sees the newest; those further back are fetched anew with them. */
const refreshAttempts = settled(
  () => {
    const { version } = head().dataset;
    if (shownAttempts === version) return;
    shownAttempts = version;
    window.htmx.trigger("#attempts", "refresh");
  },
  1000,
  3000,
);
let shownAttempts = "";

function settle() {
  wasOpen ||= isOpen();
  say();
  if (document.getElementById("attempts").open) refreshAttempts();
  const leaving = document.querySelector("[data-leaving]");
  if (leaving) setTimeout(() => leaving.isConnected && leaving.remove(), 1000);
}

// --- download -----------------------------------------------------------------------------------

let packing = 0;

async function save(link) {
  const response = await fetch(link.href, { headers: { Accept: "application/json" } });
  const { url } = response.ok ? await response.json() : {};
  if (url) {
    stopPacking(link);
    location.assign(url);
  } else if (response.ok) {
    showPacking(link);
    clearTimeout(packing);
    packing = setTimeout(() => again(link), ASK_EVERY);
  } else {
    failPacking(link);
  }
}

const again = (link) => save(link).catch(() => failPacking(link));

function showPacking(link) {
  if (link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  const words = link.querySelector("span");
  link.dataset.words = words.textContent;
  words.textContent = page.dataset.packing;
}

function stopPacking(link) {
  clearTimeout(packing);
  packing = 0;
  link.removeAttribute("aria-busy");
  if (link.dataset.words) link.querySelector("span").textContent = link.dataset.words;
}

function failPacking(link) {
  stopPacking(link);
  const detail = { text: page.dataset.packFailed, tone: "bad" };
  document.dispatchEvent(new CustomEvent("toast", { detail }));
}

function startDownloads() {
  document.addEventListener("click", (event) => {
    const link = closest(event, "[data-download]");
    if (!link) return;
    event.preventDefault();
    if (link.getAttribute("aria-busy") !== "true") again(link);
  });
  document.addEventListener("live:archive", ({ detail }) => {
    const link = document.querySelector("[data-download][aria-busy='true']");
    if (link && ours(detail)) again(link);
  });
}

// --- keys ---------------------------------------------------------------------------------------

/** Arrow keys walk over the pictures, row by row as they lie. */
function walk(event) {
  const here = closest(event, "[data-view]");
  if (!here || !event.key.startsWith("Arrow")) return;
  const all = [...document.querySelectorAll("#tiles [data-view]")];
  const box = here.getBoundingClientRect();
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  let next = all[all.indexOf(here) + sideways];
  if (!sideways) {
    const down = event.key === "ArrowDown" ? 1 : -1;
    const rows = all.filter((other) => (other.getBoundingClientRect().top - box.top) * down > 4);
    const distance = (other) => {
      const there = other.getBoundingClientRect();
      return Math.abs(there.top - box.top) * 10 + Math.abs(there.left - box.left);
    };
    next = rows.sort((a, b) => distance(a) - distance(b))[0];
  }
  event.preventDefault();
  next?.focus();
}

/** R tries again what failed. */
function retry(event) {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key.toLowerCase() !== "r" || !isPlain || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]") || localStorage.getItem("shortcuts") === "off") return;
  document.getElementById("job-retry")?.requestSubmit();
}

listen();
startDownloads();
startViewer();
startStopping(page);
document.addEventListener("keydown", walk);
document.addEventListener("keydown", retry);
document.addEventListener("htmx:afterSettle", settle);
