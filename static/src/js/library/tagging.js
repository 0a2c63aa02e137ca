// The dialog of tags: what the selection has is ticked, what some of it have is half ticked, and
// only what somebody touches is changed.
import { counted, fill } from "../lib/strings.js";

/** The state of a tag on files that have these tags each: on all, on some, or on none. */
export function state(tag, lists) {
  const name = tag.toLowerCase();
  const having = lists.filter((tags) => tags.some((one) => one.toLowerCase() === name)).length;
  if (!having) return "none";
  return having === lists.length ? "all" : "some";
}

export function startTagging() {
  const dialog = document.getElementById("tag-dialog");
  if (!dialog) return;
  const part = (id) => dialog.querySelector(`#${id}`);
  const [find, options, added, changes] = ["find", "options", "added", "changes"].map((name) =>
    part(`tag-${name}`),
  );
  const touched = new Map();
  // What the bar said last: its script is another bundle's.
  let chosen = { ids: [], everything: false, count: 0 };
  document.addEventListener("selection", ({ detail }) => {
    chosen = detail;
  });

  const all = () => [...dialog.querySelectorAll("[data-tag-option]")];
  const lists = () =>
    [...document.querySelectorAll("[data-tile]:has(input[data-select]:checked)")].map((tile) =>
      (tile.dataset.tags ?? "").split("\n").filter(Boolean),
    );

  const draw = () => {
    const known = lists();
    for (const box of all()) {
      const mine = touched.get(box.value);
      // Of what is not shown nobody knows here which tags it has.
      const has =
        chosen.everything && state(box.value, known) === "all" ? "some" : state(box.value, known);
      box.checked = mine ?? has === "all";
      box.indeterminate = mine === undefined && has === "some";
    }
    const name = find.value.trim().replace(/\s+/g, " ");
    const isKnown = all().some((box) => box.value.toLowerCase() === name.toLowerCase());
    const create = part("tag-new");
    create.hidden = !name || isKnown;
    create.querySelector("span").textContent = fill(create.dataset.text, { name });
    part("tag-save").hidden = touched.size === 0;
    changes.replaceChildren(
      ...[...touched].map(([value, on]) =>
        Object.assign(document.createElement("input"), {
          type: "hidden",
          name: on ? "add" : "remove",
          value,
        }),
      ),
    );
  };

  const create = () => {
    const name = find.value.trim().replace(/\s+/g, " ");
    if (!name) return;
    const known = all().find((box) => box.value.toLowerCase() === name.toLowerCase());
    if (!known) {
      const row = document.createElement("label");
      row.className = "menu-item";
      const box = document.createElement("input");
      Object.assign(box, {
        type: "checkbox",
        value: name,
        className: "checkbox checkbox-sm checkbox-primary",
      });
      box.dataset.tagOption = "";
      const text = document.createElement("span");
      text.className = "min-w-0 flex-1 truncate";
      text.textContent = name;
      row.append(box, text);
      added.prepend(row);
      added.hidden = false;
    }
    touched.set(known?.value ?? name, true);
    find.value = "";
    window.htmx.trigger(find, "fill");
    draw();
  };

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("#tag-open")) return;
    touched.clear();
    added.replaceChildren();
    added.hidden = true;
    part("tag-problem").hidden = true;
    find.value = "";
    const title = part("tag-title");
    title.textContent = counted(chosen.count, title.dataset);
    window.htmx.trigger(find, "fill");
    draw();
    find.focus();
  });
  dialog.addEventListener("change", ({ target }) => {
    if (!("tagOption" in target.dataset)) return;
    touched.set(target.value, target.checked);
    draw();
  });
  find.addEventListener("input", draw);
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !find.value.trim()) return;
    event.preventDefault();
    create();
  });
  part("tag-new").addEventListener("click", create);
  options.addEventListener("htmx:afterSwap", draw);
  document.addEventListener("tags:refused", ({ detail }) => {
    const problem = part("tag-problem");
    problem.textContent = detail.text;
    problem.hidden = false;
  });
  document.addEventListener("library:changed", () => dialog.close());
}
