import { closest } from "./lib/dom.js";
import { place } from "./menus.js";

// Where there is less room the bell leads to the page.
const ROOM = "(width >= 48rem)";

/** What the bell says once it has counted: nothing new is said twice. */
export function change(before, after) {
  return { isMore: after > before, isOther: after !== before };
}

class Bell {
  constructor(link, popover) {
    this.link = link;
    this.popover = popover;
    this.asked = 0;
    this.wasOpen = false;
  }

  start() {
    this.link.setAttribute("aria-haspopup", "dialog");
    this.link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || !matchMedia(ROOM).matches) return;
      event.preventDefault();
      const closes = this.isOpen || (event.detail > 0 && this.wasOpen);
      this.wasOpen = false;
      if (closes) this.popover.hidePopover();
      else this.open();
    });
    // A press on the bell closes what is open before it is a click, which must not open it again.
    this.link.addEventListener("pointerdown", () => (this.wasOpen = this.isOpen));
    this.popover.addEventListener("toggle", (event) => {
      this.link.setAttribute("aria-expanded", String(event.newState === "open"));
    });
    document.addEventListener("click", (event) => {
      if (closest(event, "[data-bell-again]")) this.load();
    });
    document.addEventListener("live:notice", () => this.count());
    document.addEventListener("live:snapshot", ({ detail }) => {
      if (Number.isInteger(detail.unread) && detail.unread !== this.unread) this.count();
    });
    this.popover.addEventListener("htmx:afterSettle", () => this.count());
  }

  get unread() {
    return Number(this.link.dataset.unread);
  }

  get isOpen() {
    return this.popover.matches(":popover-open");
  }

  open() {
    this.popover.replaceChildren(document.getElementById("bell-waiting").content.cloneNode(true));
    this.popover.showPopover();
    this.put();
    this.popover.focus();
    this.load();
  }

  /** Right below the bell, its right edge at the bell's. */
  put() {
    const box = { width: this.popover.offsetWidth, height: this.popover.offsetHeight };
    const anchor = this.link.getBoundingClientRect();
    const { top } = place(
      anchor,
      { ...box, height: 0 },
      { width: innerWidth, height: innerHeight },
    );
    this.popover.style.setProperty("top", `${top}px`);
    this.popover.style.setProperty("left", `${Math.max(8, anchor.right - box.width)}px`);
  }

  async load() {
    const url = this.link.dataset.newest;
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      window.htmx.swap("#bell-pop", await answer.text(), { swapStyle: "innerHTML" });
    } catch {
      const failed = document.getElementById("bell-failed").content.cloneNode(true);
      this.popover.replaceChildren(failed);
    }
  }

  /** Many events in a moment are one question. */
  count() {
    clearTimeout(this.asked);
    this.asked = setTimeout(() => this.ask(), 200);
  }

  async ask() {
    try {
      const answer = await fetch(this.link.dataset.unreadUrl, {
        headers: { Accept: "application/json" },
      });
      if (answer.ok && !answer.redirected) this.show(await answer.json());
    } catch {
      // Offline: the next snapshot of the stream brings it.
    }
  }

  show({ unread, shown, label }) {
    const { isMore, isOther } = change(this.unread, unread);
    if (!isOther) return;
    this.link.dataset.unread = unread;
    this.link.setAttribute("aria-label", label);
    const badge = this.link.querySelector(".bell-count");
    badge.textContent = shown;
    badge.hidden = !unread;
    if (isMore) document.getElementById("bell-said").textContent = label;
    if (isMore && this.isOpen) this.load();
  }
}

export function startBell() {
  const link = document.getElementById("bell");
  const popover = document.getElementById("bell-pop");
  if (link && popover) new Bell(link, popover).start();
}
