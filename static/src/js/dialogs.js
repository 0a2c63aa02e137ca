import { closest } from "./lib/dom.js";

/** Asks with the page's own dialog; resolves to true when the named verb was chosen. */
export function ask({ title, body = "", go, keep, danger = true }) {
  const dialog = document.getElementById("confirm-dialog");
  const keepButton = dialog.querySelector("[data-confirm-keep]");
  const goButton = dialog.querySelector("[data-confirm-go]");
  dialog.querySelector("#confirm-title").textContent = title;
  dialog.querySelector("#confirm-body").textContent = body;
  keepButton.textContent = keep || keepButton.dataset.default;
  goButton.textContent = go || goButton.dataset.default;
  goButton.classList.toggle("btn-error", danger);
  goButton.classList.toggle("btn-primary", !danger);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function question(element, title) {
  const { confirmBody, confirmGo, confirmKeep, confirmTone } = element.dataset;
  return {
    title,
    body: confirmBody,
    go: confirmGo,
    keep: confirmKeep,
    danger: confirmTone !== "plain",
  };
}

function confirmForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const asking = event.submitter?.dataset.confirm ? event.submitter : form;
    if (!asking.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    ask(question(asking, asking.dataset.confirm)).then((yes) => {
      if (!yes) return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter);
      delete form.dataset.confirmed;
    });
  });
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(question(event.detail.elt, event.detail.question)).then((yes) => {
      if (yes) event.detail.issueRequest(true);
    });
  });
}

export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = closest(event, "[data-dialog]");
    if (opener) openDialog(opener.dataset.dialog);
    // A click on the backdrop has the dialog itself as its target, outside the dialog's box.
    const dialog = event.target;
    if (dialog instanceof HTMLDialogElement && dialog.open) {
      const box = dialog.getBoundingClientRect();
      const inside =
        event.clientX >= box.left &&
        event.clientX <= box.right &&
        event.clientY >= box.top &&
        event.clientY <= box.bottom;
      if (!inside && event.clientX + event.clientY > 0) dialog.close();
    }
    if (closest(event, "[data-dialog-close]")) closest(event, "dialog")?.close();
  });
  // A dialog that htmx brought opens itself, once: closed, it stays closed at the next swap.
  document.addEventListener("htmx:afterSettle", () => {
    for (const dialog of document.querySelectorAll("dialog[data-open-on-arrival]")) {
      delete dialog.dataset.openOnArrival;
      if (!dialog.open) dialog.showModal();
    }
  });
  confirmForms();
}
