// Photos of the library to add: what was ticked stays ticked while one searches on.
import { closest } from "../lib/dom.js";
import { counted } from "../lib/strings.js";

/** @param {(ids: string[]) => void} onAdd */
export function startPicker(onAdd) {
  const dialog = document.getElementById("picker");
  const button = document.getElementById("picker-add");
  const picked = new Set();
  const refresh = () => {
    for (const box of dialog.querySelectorAll("[data-pick]")) box.checked = picked.has(box.value);
    button.disabled = picked.size === 0;
    button.textContent = picked.size ? counted(picked.size, button.dataset) : button.dataset.none;
  };
  document.addEventListener("click", (event) => {
    if (closest(event, "[data-dialog='picker']")) window.htmx.trigger("#picker-photos", "open");
  });
  dialog.addEventListener("change", (event) => {
    const box = event.target;
    if (!("pick" in box.dataset)) return;
    if (box.checked) picked.add(box.value);
    else picked.delete(box.value);
    refresh();
  });
  dialog.addEventListener("htmx:afterSettle", refresh);
  dialog.addEventListener("close", () => {
    picked.clear();
    refresh();
  });
  button.addEventListener("click", () => {
    const ids = [...picked];
    dialog.close();
    onAdd(ids);
  });
}
