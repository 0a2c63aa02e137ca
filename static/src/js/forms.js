import { closest } from "./lib/dom.js";
import { strength } from "./lib/strength.js";
import { sentence } from "./lib/strings.js";

function showStrength(meter, password) {
  const score = strength(password);
  meter.querySelector(".strength").dataset.score = score;
  meter.querySelector("p").textContent = meter.getAttribute(`data-word-${score}`);
}

/** `data-reveal` shows a password. */
function reveal(button) {
  const field = document.getElementById(button.dataset.reveal);
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  button.setAttribute("aria-label", sentence(shown ? "hidePassword" : "showPassword"));
}

/** The first field that is wrong, else the first field, is where a form page begins. */
function focusFirst(root) {
  const first = ":is(input:not([type=hidden], [type=checkbox]), textarea)";
  (root.querySelector(`${first}[aria-invalid=true]`) ?? root.querySelector(first))?.focus();
}

/** Sign-up keeps what time it is where one is. */
function tellZone() {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  for (const field of document.querySelectorAll("input[data-browser-zone]")) field.value = timeZone;
}

export function startForms() {
  tellZone();
  document.addEventListener("click", (event) => {
    const button = closest(event, "[data-reveal]");
    if (button) reveal(button);
  });
  document.addEventListener("input", (event) => {
    const meter = document.querySelector(`[data-password-meter="${event.target.id}"]`);
    if (meter) showStrength(meter, event.target.value);
  });
  document.addEventListener("change", (event) => {
    if (closest(event, "[data-autosubmit]")) event.target.form?.requestSubmit();
  });
  // A second press while the first is on its way would send the form twice. A form that answers
  // with a file leaves the page standing, so it is free again after a while.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post]")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  document.querySelectorAll("[data-autofocus]").forEach(focusFirst);
}
