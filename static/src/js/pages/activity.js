// Activity: whether something newer is there, and how far exports are. Asked only while somebody
// sees the page; the list itself never moves under who reads it.
const NEWS_EVERY = 20_000;
const EXPORTS_EVERY = 2000;

async function renew(id, swapStyle) {
  const place = document.getElementById(id);
  if (!place?.dataset.url || document.hidden) return;
  try {
    const answer = await fetch(place.dataset.url, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return;
    // Extensions, such as the one that morphs, are those of the element named here.
    window.htmx.swap(place, await answer.text(), { swapStyle }, { contextElement: place });
  } catch {
    // Offline: the next round asks again, and the strip under the top bar says so.
  }
}

function every(wait, work) {
  setInterval(work, wait);
  document.addEventListener("visibilitychange", work);
}

every(NEWS_EVERY, () => renew("activity-news", "innerHTML"));
every(EXPORTS_EVERY, () => renew("exports", "morph"));
