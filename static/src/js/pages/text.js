// One text: its form with counts and rows, and its keys.
import { openDialog } from "../dialogs.js";
import { closest, isTyping } from "../lib/dom.js";
import { refreshCounts } from "../text/measure.js";

const element = (id) => document.getElementById(id);

function addRow() {
  const row = element("text-row").content.cloneNode(true);
  element("text-rows").append(row);
  element("text-rows").lastElementChild.querySelector("input").focus();
}

/** The last row is emptied, not taken away: there is always one to write into. */
function removeRow(button) {
  const row = button.closest("[data-row]");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  if (next) row.remove();
  else for (const field of row.querySelectorAll("input, textarea")) field.value = "";
  (next ?? row).querySelector("input").focus();
}

function clicks(event) {
  if (closest(event, "[data-add-row]")) addRow();
  const remove = closest(event, "[data-remove-row]");
  if (remove) removeRow(remove);
}

function keys(event) {
  const form = element("text-form");
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && form?.contains(event.target)) {
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]") || localStorage.getItem("shortcuts") === "off") return;
  const wanted = { e: "text-edit", r: "text-rewrite" }[event.key.toLowerCase()];
  if (!wanted || !element(wanted)) return;
  event.preventDefault();
  element(wanted).click();
}

function arrived() {
  refreshCounts();
  const form = element("text-form");
  if (form && !form.contains(document.activeElement)) {
    form.querySelector(":is(input:not([type=hidden]), textarea)").focus();
  }
}

document.addEventListener("click", clicks);
document.addEventListener("input", () => refreshCounts());
document.addEventListener("keydown", keys);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "text-page" || element("text-form")) arrived();
});
refreshCounts();
if (new URLSearchParams(location.search).has("rewrite")) openDialog("rewrite");
