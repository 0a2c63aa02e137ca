// The large view: one picture after the other, with arrow keys; focus returns to the last one seen.
import { closest } from "../lib/dom.js";

const dialog = () => document.getElementById("viewer");
const links = () => [...document.querySelectorAll("#tiles [data-view]")];
let current = null;

function show(link) {
  current = link;
  const all = links();
  document.getElementById("viewer-place").textContent = `${all.indexOf(link) + 1} / ${all.length}`;
  window.htmx.ajax("GET", link.href, { target: "#viewer-body", swap: "innerHTML" });
}

/** The tile may have been drawn anew since: it is found by its address. */
function step(by) {
  const all = links();
  const at = all.findIndex((link) => link.href === current?.href);
  const next = all[at + by];
  if (next) show(next);
}

export function startViewer() {
  document.addEventListener("click", (event) => {
    const link = closest(event, "[data-view]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      dialog().showModal();
      show(link);
    }
    const button = closest(event, "[data-viewer-step]");
    if (button) step(Number(button.dataset.viewerStep));
  });
  dialog().addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by) step(by);
  });
  // What was asked of the picture has been done, or the picture is another now.
  document.addEventListener("job:changed", () => dialog().open && dialog().close());
  document.addEventListener("live:item", ({ detail }) => {
    if (dialog().open && current?.href.includes(detail.item_id)) show(current);
  });
  dialog().addEventListener("close", () => {
    links()
      .find((link) => link.href === current?.href)
      ?.focus();
    document.getElementById("viewer-body").replaceChildren();
  });
}
