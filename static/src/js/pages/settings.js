// Settings of a workspace: time zone and currencies by the browser, colours, logo, people.
import { closest } from "../lib/dom.js";
import { startColours } from "../settings/colours.js";
import { startLogo } from "../settings/logo.js";

/** The zone of this browser is the best guess while nobody has chosen one. */
function guessZone() {
  const select = document.querySelector("select[data-browser-zone]");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (select && [...select.options].some((option) => option.value === zone)) select.value = zone;
}

/** Codes get their names in the language of the page. */
function nameCurrencies() {
  const names = new Intl.DisplayNames([document.documentElement.lang || "en"], {
    type: "currency",
  });
  for (const option of document.querySelectorAll("select[data-currencies] option")) {
    option.textContent = `${option.value} · ${names.of(option.value)}`;
  }
}

/** What was removed takes the focus with it: it goes on where the list begins. */
function keepFocus() {
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    nameCurrencies();
    if (target.id === "invite-form") document.getElementById("invite-results")?.focus();
    const people = document.getElementById("people");
    if (people && document.activeElement === document.body) people.focus();
  });
}

/** A dialog is new each time it is opened: what became of the last ones is gone. */
function startDialogs() {
  const dialog = document.getElementById("invite-dialog");
  if (!dialog) return;
  const blank = dialog.innerHTML;
  const renew = () => {
    dialog.innerHTML = blank;
    window.htmx.process(dialog);
  };
  dialog.addEventListener("close", renew);
  dialog.addEventListener("click", (event) => {
    if (!closest(event, "[data-invite-again]")) return;
    renew();
    dialog.querySelector("textarea").focus();
  });
  if ("openOnLoad" in dialog.dataset) dialog.showModal();
}

function selectWhole() {
  document.addEventListener("focusin", (event) => closest(event, "[data-select-all]")?.select());
}

guessZone();
nameCurrencies();
keepFocus();
startDialogs();
selectWhole();
startColours();
startLogo();
