// Loaded on every page, after htmx.
import { startDialogs } from "./dialogs.js";
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

/** `data-reveal` shows a password, `data-copy` copies, `data-autosubmit` sends a form on change. */
function startSmallThings() {
  document.addEventListener("click", (event) => {
    const reveal = closest(event, "[data-reveal]");
    if (reveal) {
      const field = document.getElementById(reveal.dataset.reveal);
      const shown = field.type === "password";
      field.type = shown ? "text" : "password";
      reveal.setAttribute("aria-pressed", String(shown));
      reveal.setAttribute("aria-label", sentence(shown ? "hidePassword" : "showPassword"));
    }
    const copy = closest(event, "[data-copy]");
    if (copy) {
      navigator.clipboard
        .writeText(copy.dataset.copy)
        .then(() => toast({ text: sentence("copied") }));
    }
  });
  document.addEventListener("change", (event) => {
    if (closest(event, "[data-autosubmit]")) event.target.form?.requestSubmit();
  });
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
startSmallThings();
startLive();
