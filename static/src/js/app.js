// Loaded on every page, after htmx.
import { startBell } from "./bell.js";
import { startDialogs } from "./dialogs.js";
import { startForms } from "./forms.js";
import { closest } from "./lib/dom.js";
import { refreshTimes } from "./lib/relative.js";
import { sentence } from "./lib/strings.js";
import { startLive } from "./live.js";
import { startMenus } from "./menus.js";
import { startRequests } from "./requests.js";
import { startSelection } from "./selection.js";
import { startShortcuts } from "./shortcuts.js";
import { startTheme } from "./theme.js";
import { startToasts, toast } from "./toasts.js";

function startTimes() {
  refreshTimes();
  setInterval(() => document.hidden || refreshTimes(), 30000);
  document.addEventListener("htmx:afterSettle", () => refreshTimes());
}

function startConnection() {
  const strip = document.getElementById("offline");
  if (!strip) return;
  const show = () => (strip.hidden = navigator.onLine);
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}

function startCopy() {
  document.addEventListener("click", (event) => {
    const button = closest(event, "[data-copy]");
    if (!button) return;
    const done = () => toast({ text: sentence("copied") });
    copy(button.dataset.copy).then(done);
  });
}

/** A studio that is reached without TLS has no clipboard of its own: the old way serves there. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  if (!isDone) throw new Error("nothing was copied");
}

startRequests();
startToasts();
startDialogs();
startMenus();
startTheme();
startShortcuts();
startSelection();
startTimes();
startConnection();
startForms();
startCopy();
startBell();
startLive();
