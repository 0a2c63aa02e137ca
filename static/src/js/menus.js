import { closest } from "./lib/dom.js";

const GAP = 4;
const EDGE = 8;
// The bell opens a list, not a menu, and places it itself.
const MENU = ".menu-pop:not(.bell-pop)";

/** Where a menu goes: below its button if it fits, else above, always inside the window. */
export function place(anchor, menu, view) {
  const below = anchor.bottom + GAP;
  const above = anchor.top - GAP - menu.height;
  const fitsBelow = below + menu.height <= view.height - EDGE;
  const top = fitsBelow ? below : Math.max(EDGE, above);
  const fitsRight = anchor.left + menu.width <= view.width - EDGE;
  const left = fitsRight ? anchor.left : anchor.right - menu.width;
  return {
    top: Math.max(EDGE, Math.min(top, view.height - menu.height - EDGE)),
    left: Math.max(EDGE, Math.min(left, view.width - menu.width - EDGE)),
  };
}

function items(menu) {
  return [...menu.querySelectorAll(".menu-item")].filter((item) => item.checkVisibility());
}

function opened(menu, invoker) {
  if (!invoker) return;
  const box = { width: menu.offsetWidth, height: menu.offsetHeight };
  const view = { width: innerWidth, height: innerHeight };
  const { top, left } = place(invoker.getBoundingClientRect(), box, view);
  menu.style.setProperty("top", `${top}px`);
  menu.style.setProperty("left", `${left}px`);
}

function move(menu, key) {
  const all = items(menu);
  const at = all.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at < 0 ? all.length - 1 : at - 1, Home: 0, End: -1 };
  all.at(next[key] >= all.length ? 0 : next[key])?.focus();
}

export function startMenus() {
  let invoker = null;
  document.addEventListener(
    "click",
    (event) => {
      invoker = closest(event, "[popovertarget]") ?? invoker;
      const menu = closest(event, ".menu-pop[popover]");
      if (menu && closest(event, ".menu-item") && !closest(event, "[data-keep-open]")) {
        menu.hidePopover();
      }
    },
    true,
  );
  // `toggle` does not bubble; the capture phase still sees it.
  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      if (!(menu instanceof HTMLElement) || !menu.matches(MENU)) return;
      const open = event.newState === "open";
      if (open) opened(menu, invoker);
      invoker?.setAttribute("aria-expanded", String(open));
      if (open && invoker?.matches(":focus-visible")) items(menu)[0]?.focus();
    },
    true,
  );
  // What a menu fetches makes it taller: it moves only when it would leave the window.
  document.addEventListener("htmx:afterSettle", (event) => {
    const menu = closest(event, MENU);
    if (!menu?.matches(":popover-open")) return;
    if (menu.getBoundingClientRect().bottom > innerHeight - EDGE) opened(menu, invoker);
  });
  document.addEventListener("keydown", (event) => {
    const menu = closest(event, MENU);
    if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    move(menu, event.key);
  });
}
