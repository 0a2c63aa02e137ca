// A script while it is written: its lines as they come, then the studio.
const page = document.getElementById("writing");
const list = document.getElementById("lines");
const job = page.dataset.job;
let text = [...list.querySelectorAll("[data-line]")].map((line) => line.textContent).join("\n");

function show() {
  const lines = text.split("\n").filter(Boolean);
  const template = document.getElementById("line-template");
  lines.forEach((line, index) => {
    const item = list.children[index] ?? template.content.firstElementChild.cloneNode(true);
    if (!item.isConnected) list.append(item);
    item.querySelector("[data-number]").textContent = index + 1;
    const words = item.querySelector("[data-line]");
    if (words.textContent !== line) words.textContent = line;
  });
  page.classList.toggle("has-lines", lines.length > 0);
}

const ours = (detail) => detail.job_id === job;
const again = () => location.reload();

document.addEventListener("live:delta", ({ detail }) => {
  if (!ours(detail)) return;
  // What came twice is written once: each piece says from which letter on it is new.
  text = text.slice(0, detail.at) + detail.text;
  show();
});
document.addEventListener("live:progress", ({ detail }) => {
  if (!ours(detail)) return;
  const bar = page.querySelector(".bar > i");
  if (bar && detail.percent >= Number(bar.dataset.percent)) bar.dataset.percent = detail.percent;
});
document.addEventListener("live:done", ({ detail }) => ours(detail) && again());
document.addEventListener("live:item", ({ detail }) => {
  if (ours(detail) && ["succeeded", "failed", "cancelled"].includes(detail.state)) again();
});
// A snapshot tells of the newest open jobs alone: one that is full may leave ours out.
const WHOLE = 20;
document.addEventListener("live:snapshot", ({ detail }) => {
  const { jobs = [] } = detail;
  if (jobs.length < WHOLE && jobs.every(({ id }) => id !== job)) setTimeout(again, 600);
});
// Without a stream the page asks by itself.
document.addEventListener(
  "live:lost",
  ({ detail }) => detail.failures > 1 && setTimeout(again, 4000),
);
