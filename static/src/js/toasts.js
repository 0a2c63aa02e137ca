import { closest } from "./lib/dom.js";

const STAY = 6000;

/** What a server's toast can take back: it is posted, and the answer goes where it says. */
function post({ post: url, values, target, swap = "outerHTML" }) {
  window.htmx.ajax("POST", url, { values, target, swap });
}

/** Shows one line at the bottom right. `action` is {label, href}, {label, run}, or
 * {label, post, values, target}. */
export function toast({ text, tone = "ok", action }) {
  const region = document.getElementById("toasts");
  const template = document.getElementById("toast-template");
  if (!region || !template || !text) return;
  const item = template.content.firstElementChild.cloneNode(true);
  for (const icon of item.querySelectorAll("[data-toast-icon]")) {
    icon.hidden = icon.dataset.toastIcon !== tone;
  }
  item.querySelector("[data-toast-text]").textContent = text;
  const link = item.querySelector("[data-toast-action]");
  if (action) {
    link.hidden = false;
    link.textContent = action.label;
    link.href = action.href ?? "#";
    const run = action.post ? () => post(action) : action.run;
    if (run) {
      link.role = "button";
      link.addEventListener("click", (event) => {
        event.preventDefault();
        item.remove();
        run();
      });
    }
  }
  region.append(item);
  arm(item);
}

/** Leaves after six seconds, but not while someone reads or reaches for it. */
function arm(item) {
  let timer;
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(() => item.remove(), STAY);
  };
  const stop = () => clearTimeout(timer);
  item.addEventListener("pointerenter", stop);
  item.addEventListener("pointerleave", start);
  item.addEventListener("focusin", stop);
  item.addEventListener("focusout", start);
  start();
}

export function startToasts() {
  document.querySelectorAll("[data-toast]").forEach(arm);
  document.addEventListener("click", (event) => {
    if (closest(event, "[data-dismiss]")) closest(event, "[data-toast]")?.remove();
  });
  // The server sends `HX-Trigger: {"toast": {"text": …}}`; page scripts dispatch the same event.
  document.addEventListener("toast", (event) => toast(event.detail));
}
