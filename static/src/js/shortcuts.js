import { openDialog } from "./dialogs.js";
import { isTyping } from "./lib/dom.js";

const SWITCH = "shortcuts";
const WAIT = 1200;
const PAGES = ["h", "p", "l", "j", "c", "v", "a"];

function off() {
  return localStorage.getItem(SWITCH) === "off";
}

function follow(key) {
  document.querySelector(`#sidebar a[data-key="${key}"]`)?.click();
}

/** `G` then a page's letter, `N`, `/` and `?`, outside fields and unless switched off. */
export function startShortcuts() {
  let goUntil = 0;
  // Key hints in the page show the key of this keyboard.
  if (/Mac|iP(hone|ad)/.test(navigator.userAgent)) document.documentElement.dataset.mac = "";
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || off() || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (performance.now() < goUntil && PAGES.includes(key)) follow(key);
    else if (key === "n") follow("n");
    else if (key === "?") openDialog("shortcuts-dialog");
    else if (key === "/") {
      const search = document.querySelector("input[type=search]");
      if (!search) return;
      search.focus();
      search.select();
    } else {
      goUntil = key === "g" ? performance.now() + WAIT : 0;
      return;
    }
    goUntil = 0;
    event.preventDefault();
  });
  const box = document.querySelector("[data-shortcuts-switch]");
  if (!box) return;
  box.checked = !off();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
}
