// The list of jobs: numbers, bars and time left stay fresh; what ends moves down to Earlier.
import { settled } from "../lib/timing.js";

const ended = new Set();

function address() {
  const url = new URL(document.getElementById("open-jobs").dataset.url, location.href);
  for (const id of ended) {
    if (!document.querySelector(`#earlier #job-${id}`)) url.searchParams.append("ended", id);
  }
  ended.clear();
  return url.pathname + url.search;
}

const refresh = settled(
  () => {
    // Before the first job there is no list to refresh; with it comes the whole page.
    if (!document.getElementById("open-jobs")) location.reload();
    else window.htmx.ajax("GET", address(), { target: "#open-jobs", swap: "morph" });
  },
  400,
  1500,
);
for (const name of ["item", "job"]) document.addEventListener(`live:${name}`, refresh);
document.addEventListener("live:snapshot", ({ detail }) => {
  if (document.getElementById("open-jobs") || detail.jobs?.length) refresh();
});
document.addEventListener("live:done", ({ detail }) => {
  ended.add(detail.job_id);
  refresh();
});
