// Home stays fresh: what runs and what waits after each item, the newest pictures after each job.
import { isTyping } from "../lib/dom.js";
import { counted } from "../lib/strings.js";
import { settled } from "../lib/timing.js";

const refresh = (id) => document.getElementById(id) && window.htmx.trigger(`#${id}`, "refresh");

function keepFresh() {
  const board = settled(() => refresh("board"), 400, 1500);
  const pictures = settled(() => refresh("fresh"), 1500, 5000);
  for (const name of ["item", "job", "done", "snapshot"]) {
    document.addEventListener(`live:${name}`, board);
  }
  document.addEventListener("live:item", ({ detail }) => {
    if (detail.state === "succeeded") pictures();
  });
  document.addEventListener("live:done", pictures);
}

/** Says that a job has ended, with the way to what it made. */
function announceEnds() {
  document.addEventListener("live:done", ({ detail }) => {
    const board = document.getElementById("board");
    if (!board || !detail.succeeded) return;
    const { open: label, job } = board.dataset;
    const kind = `ready${detail.kind[0].toUpperCase()}${detail.kind.slice(1)}`;
    const words = { one: board.dataset[`${kind}One`], many: board.dataset[`${kind}Many`] };
    const action = { label, href: job.replace(/[0-9a-f-]{36}$/, detail.job_id) };
    const text = counted(detail.succeeded, words);
    document.dispatchEvent(new CustomEvent("toast", { detail: { text, action } }));
  });
}

/** The first page of a workspace leads on as soon as its first photos are ready. */
function leadOn() {
  const target = document.querySelector("[data-after-upload]");
  if (!target) return;
  const ready = [];
  document.addEventListener("upload:ready", ({ detail }) => ready.push(detail.asset.id));
  document.addEventListener("upload:idle", () => {
    if (ready.length) location.assign(`${target.dataset.afterUpload}?asset=${ready.join(",")}`);
  });
}

/** The keys 1, 2 and 3 open the start cards. */
function cardKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") || localStorage.getItem("shortcuts") === "off")
      return;
    const cards = [...document.querySelectorAll("[data-card]")];
    if (/^[1-9]$/.test(event.key)) cards[Number(event.key) - 1]?.click();
  });
}

keepFresh();
announceEnds();
leadOn();
cardKeys();
