// How far the rendering is: told by the stream, by asking while there is none.
import { fill } from "../lib/strings.js";
import { settled } from "../lib/timing.js";
import { toast } from "../toasts.js";

const ASK_EVERY = 3000;
const head = () => document.getElementById("video-head");
const page = () => document.getElementById("video").dataset;

const refresh = settled(
  () => window.htmx.ajax("GET", page().head, { target: "#video-head", swap: "morph" }),
  250,
  800,
);

function show(percent) {
  const word = document.getElementById("render-word");
  if (word) word.textContent = fill(word.dataset.rendering, { percent });
}

let timer = 0;

function poll() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (!head().dataset.job) return;
    refresh();
    poll();
  }, ASK_EVERY);
}

/** Watches the running job; says so when its video is there. */
export function startRendering() {
  let percent = 0;
  let running = head().dataset.job;
  const ours = (detail) => detail.job_id === head().dataset.job;
  document.addEventListener("live:progress", ({ detail }) => {
    if (!ours(detail) || detail.percent < percent) return;
    percent = detail.percent;
    show(percent);
  });
  for (const name of ["item", "job", "done"]) {
    document.addEventListener(`live:${name}`, ({ detail }) => ours(detail) && refresh());
  }
  // Somebody else may have begun one; ours may have ended while nobody listened.
  document.addEventListener("live:snapshot", ({ detail }) => {
    const known = detail.jobs?.find(
      ({ kind, params }) => kind === "video" && params?.project === page().project,
    );
    if (Boolean(known) !== Boolean(head().dataset.job)) refresh();
  });
  document.addEventListener("live:open", () => clearTimeout(timer));
  document.addEventListener("live:lost", ({ detail }) => detail.failures > 1 && poll());
  document.addEventListener("htmx:afterSettle", () => {
    const now = head().dataset.job;
    if (now !== running) percent = 0;
    const { newest } = head().dataset;
    if (running && !now && newest) {
      toast({ text: page().ready, action: { label: page().watch, href: newest } });
    }
    running = now;
  });
}
