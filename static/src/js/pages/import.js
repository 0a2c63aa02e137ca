// Imports of products: a sheet that has come is begun with, facts show their parts, rows are mended.
import { closest } from "../lib/dom.js";

/** The first sheet that was dropped is the one to import. */
function startBeginning() {
  const form = document.getElementById("begin-import");
  if (!form) return;
  document.addEventListener("upload:ready", ({ detail }) => {
    if (!detail.asset || form.elements.sheet_id.value) return;
    form.elements.sheet_id.value = detail.asset.id;
    form.requestSubmit();
  });
}

/** Only a fact has a name, a unit and a language; what is left out steps back. */
function startColumns() {
  document.addEventListener("change", (event) => {
    const select = closest(event, "[data-means]");
    if (!select) return;
    const row = select.closest("[data-column]");
    row.querySelector("[data-fact-parts]").hidden = select.value !== "fact";
    row.classList.toggle("is-left", select.value === "ignore");
  });
}

/** After a row was mended the next field that is wrong has the focus, so that one types on. */
function startRows() {
  let from = 0;
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const row = detail.elt.closest?.(".import-row");
    if (row) from = [...document.querySelectorAll(".import-row")].indexOf(row);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const row = event.target.closest?.(".import-row") ?? event.target;
    if (!(row instanceof Element) || !row.matches(".import-row")) return;
    const form = row.querySelector("[data-row-form]");
    if (form) return focus(form);
    const rows = [...document.querySelectorAll(".import-row")].slice(from);
    const wrong = rows.map((one) => one.querySelector(".import-fix [name=cell]")).find(Boolean);
    if (wrong) {
      wrong.focus({ preventScroll: rows[0].contains(wrong) });
      wrong.select();
    } else row.querySelector("button")?.focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    closest(event, "[data-row-form]")?.querySelector("[data-row-cancel]").click();
  });
}

function focus(form) {
  const fields = [...form.querySelectorAll("input[type=text]")];
  (fields.find((field) => field.getAttribute("aria-invalid")) ?? fields[0])?.focus();
}

startBeginning();
startColumns();
startRows();
