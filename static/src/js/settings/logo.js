import { send } from "../lib/api.js";
import { closest } from "../lib/dom.js";
import { settled } from "../lib/timing.js";

function keep(id) {
  const form = document.querySelector("[data-logo-form]");
  form.querySelector("[data-logo-value]").value = id;
  form.requestSubmit();
}

/** The dialog with the library's pictures: fetched when it is opened, and as one searches. */
class Picker {
  #asked = 0;
  #next = "";

  constructor(dialog) {
    this.dialog = dialog;
    this.pictures = dialog.querySelector("[data-logo-pictures]");
    this.search = dialog.querySelector("[data-logo-search]");
    this.more = dialog.querySelector("[data-logo-more]");
    this.none = dialog.querySelector("[data-logo-none]");
    this.search.addEventListener(
      "input",
      settled(() => this.#show(this.#url()), 200),
    );
    this.more.addEventListener("click", () => this.#show(this.#next, { after: true }));
    this.pictures.addEventListener("click", (event) => {
      const picture = closest(event, "[data-logo-choose]");
      if (!picture) return;
      this.dialog.close();
      keep(picture.dataset.logoChoose);
    });
  }

  open() {
    this.search.value = "";
    this.dialog.showModal();
    this.#show(this.#url());
  }

  #url() {
    const asked = new URLSearchParams({ kind: "image", limit: 40, q: this.search.value.trim() });
    return `${this.dialog.dataset.assetsUrl}?${asked}`;
  }

  async #show(url, { after = false } = {}) {
    const asked = ++this.#asked;
    this.pictures.setAttribute("aria-busy", "true");
    try {
      const page = await send(url, { method: "GET", workspace: this.dialog.dataset.workspace });
      if (asked !== this.#asked) return;
      if (!after) this.pictures.replaceChildren();
      this.pictures.append(...page.results.map((asset) => this.#picture(asset)));
      this.#next = page.next ? new URL(page.next).pathname + new URL(page.next).search : "";
      this.none.textContent = this.none.dataset.text ??= this.none.textContent;
    } catch {
      if (asked !== this.#asked) return;
      this.none.dataset.text ??= this.none.textContent;
      this.none.textContent = this.dialog.dataset.failed;
      this.pictures.replaceChildren();
      this.#next = "";
    }
    this.none.hidden = this.pictures.children.length > 0;
    this.more.hidden = !this.#next;
    this.pictures.setAttribute("aria-busy", "false");
  }

  #picture({ id, name, thumb_url: url }) {
    const template = this.dialog.querySelector("[data-logo-template]");
    const picture = template.content.firstElementChild.cloneNode(true);
    const label = picture.querySelector(".pick-name");
    picture.dataset.logoChoose = id;
    picture.querySelector("img").src = url;
    label.textContent = name;
    label.title = name;
    return picture;
  }
}

/** A picture of the library, or one that is uploaded now; or none. */
export function startLogo() {
  const dialog = document.getElementById("logo-picker");
  if (!dialog) return;
  const picker = new Picker(dialog);
  document.addEventListener("click", (event) => {
    if (closest(event, "[data-logo-open]")) picker.open();
    // The button's own empty value would stand beside the field's.
    const remove = closest(event, "[data-logo-remove]");
    if (remove) {
      event.preventDefault();
      keep("");
    }
  });
  document.addEventListener("upload:ready", ({ detail }) => detail.asset && keep(detail.asset.id));
}
