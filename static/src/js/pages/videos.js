// The list of videos: what moves is fetched anew when the stream says that it moved.
import { settled } from "../lib/timing.js";

const list = document.getElementById("videos");
const isMoving = () => list?.querySelector("[data-state='writing'], [data-state='rendering']");

/** Only the cards of the first page are asked for: what is further down has been still for long. */
async function refresh() {
  const response = await fetch(list.dataset.url, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const card of [...page.querySelectorAll(".video-card")].reverse()) {
    const known = document.getElementById(card.id);
    if (!known) list.prepend(card);
    else if (known.dataset.state !== card.dataset.state || isMoving()) known.replaceWith(card);
  }
}

if (list) {
  const soon = settled(() => refresh().catch(() => {}), 400, 2000);
  for (const name of ["item", "job", "done"]) document.addEventListener(`live:${name}`, soon);
  document.addEventListener("live:progress", () => isMoving() && soon());
}
