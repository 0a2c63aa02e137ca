// What is done to more files than one request takes goes on until the server says it is all.
import { fill } from "../lib/strings.js";

/** The fields of what was asked first, each with all its values. */
export function fields(parameters) {
  const found = {};
  for (const [name, value] of parameters.entries()) (found[name] ??= []).push(value);
  return found;
}

export function startBulk() {
  let asked = null;
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "post" || detail.elt.id === "selection-more") return;
    asked = fields(detail.formData);
  });
  document.addEventListener("library:more", ({ detail }) => {
    const scope = document.querySelector("[data-scope]");
    const said = document.querySelector("[data-selection-count]");
    const total = Number(document.querySelector("[data-pictures]")?.dataset.total ?? 0);
    if (said && scope) said.textContent = fill(scope.dataset.doing, { done: detail.so_far, total });
    const values = { ...asked, after: detail.after, so_far: detail.so_far };
    window.htmx.ajax("POST", detail.url, { source: "#selection-more", swap: "none", values });
  });
}
