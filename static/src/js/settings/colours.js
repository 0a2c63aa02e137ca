import { closest } from "../lib/dom.js";
import { fill } from "../lib/strings.js";

const MOST = 6;
const COLOUR = /^#[0-9a-f]{6}$/i;
// What a new field begins with: the first of these that is not there yet.
const OFFERED = ["#2858cd", "#1f7a5a", "#c2410c", "#7c3aed", "#be123c", "#1b1e24", "#a16207"];

/** The first colour worth offering beside those that are there. */
export function nextColour(present) {
  const there = new Set(present.map((colour) => colour.toLowerCase()));
  return OFFERED.find((colour) => !there.has(colour)) ?? "#888888";
}

/** What was typed as `#rrggbb`, or "" while it is no colour: "#abc" and "aabbcc" are understood. */
export function asColour(text) {
  const bare = text.trim().replace(/^#/, "").toLowerCase();
  const whole = bare.length === 3 ? bare.replace(/./g, "$&$&") : bare;
  return COLOUR.test(`#${whole}`) ? `#${whole}` : "";
}

function texts(form) {
  return [...form.querySelectorAll("[data-colour-text]")].map((field) => field.value);
}

function add(form) {
  const rows = form.querySelector("[data-colour-rows]");
  const n = rows.children.length + 1;
  const colour = nextColour(texts(form));
  const row = form
    .querySelector("[data-colour-template]")
    .content.firstElementChild.cloneNode(true);
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes("{n}")) element.setAttribute(name, fill(value, { n }));
    }
  }
  for (const field of row.querySelectorAll("input")) field.value = colour;
  rows.append(row);
  row.querySelector("[data-colour-pick]").focus();
  form.querySelector("[data-colour-add]").hidden = n >= MOST;
  form.requestSubmit();
}

function remove(form, row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (next?.querySelector("[data-colour-text]") ?? form.querySelector("[data-colour-add]")).focus();
  form.requestSubmit();
}

/** A colour is chosen by eye or typed: the two fields of a row follow one another. */
export function startColours() {
  document.addEventListener("input", (event) => {
    const row = closest(event, ".colour-row");
    if (!row) return;
    const [pick, text] = row.querySelectorAll("input");
    if (event.target === pick) text.value = pick.value;
    else if (asColour(text.value)) pick.value = asColour(text.value);
  });
  // Before htmx reads the form: what is understood is written the way it is kept.
  document.addEventListener(
    "change",
    (event) => {
      const text = closest(event, "[data-colour-text]");
      if (text) text.value = asColour(text.value) || text.value;
    },
    true,
  );
  document.addEventListener("click", (event) => {
    const form = closest(event, "[data-colours]");
    if (!form) return;
    if (closest(event, "[data-colour-add]")) add(form);
    const gone = closest(event, "[data-colour-remove]");
    if (gone) remove(form, gone.closest(".colour-row"));
  });
}
