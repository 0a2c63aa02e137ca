// Pages of one's own account.
import { closest } from "../lib/dom.js";
import { fill } from "../lib/strings.js";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The browser's own time zone is one press away, when another one is chosen. */
function offerZone() {
  for (const button of document.querySelectorAll("[data-zone-offer]")) {
    const field = document.getElementById(button.dataset.zoneOffer);
    const isOnList = [...field.list.options].some((option) => option.value === zone);
    button.dataset.text ??= button.textContent;
    button.textContent = fill(button.dataset.text, { zone });
    button.hidden = !isOnList || field.value === zone;
  }
}

function takeZone(button) {
  const field = document.getElementById(button.dataset.zoneOffer);
  field.value = zone;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = closest(event, "[data-zone-offer]");
  if (button) takeZone(button);
});
document.addEventListener("focusin", (event) => closest(event, "[data-select-all]")?.select());
document.addEventListener("htmx:afterSettle", offerZone);
offerZone();
// On a phone the page one is on may stand at the far end of its row.
document
  .querySelector(".segments [aria-current]")
  ?.scrollIntoView({ block: "nearest", inline: "center" });
