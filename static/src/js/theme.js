import { closest, meta } from "./lib/dom.js";
import { sentence } from "./lib/strings.js";
import { toast } from "./toasts.js";

const THEMES = { light: "ebiz", dark: "ebiz-dark" };

function show(name) {
  const root = document.documentElement;
  if (THEMES[name]) root.dataset.theme = THEMES[name];
  else delete root.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-checked", String(button.dataset.themeChoice === name));
  }
}

/** Shows the choice at once, and has it kept: for the person, and for this browser before sign-in. */
function choose(name) {
  show(name);
  fetch(meta("theme-url"), {
    method: "POST",
    headers: { "X-CSRFToken": meta("csrf-token") },
    body: new URLSearchParams({ theme: name }),
    keepalive: true,
  }).catch(() => toast({ text: sentence("networkError"), tone: "bad" }));
}

export function startTheme() {
  document.addEventListener("click", (event) => {
    const button = closest(event, "[data-theme-choice]");
    if (button) choose(button.dataset.themeChoice);
  });
  // Where it is a field of a form, the form keeps it.
  document.addEventListener("change", (event) => {
    const field = closest(event, "[data-theme-shown]");
    if (field) show(field.value);
  });
}
