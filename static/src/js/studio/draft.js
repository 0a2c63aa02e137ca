// The draft: the choice that was not made yet comes back with the page.

const key = () => `draft:${location.pathname}`;

export function saveDraft(text) {
  const note = document.getElementById("draft");
  try {
    if (text) localStorage.setItem(key(), text);
    else localStorage.removeItem(key());
    note.textContent = text ? note.dataset.saved : "";
  } catch {
    // A browser that stores nothing keeps the choice in the address alone.
  }
}

export function readDraft() {
  try {
    return localStorage.getItem(key()) ?? "";
  } catch {
    return "";
  }
}

/** Brings the draft back when the address says nothing; true while the page goes there.
 * `?fresh=1` forgets it. */
export function openDraft(address = (draft) => draft) {
  if (new URLSearchParams(location.search).has("fresh")) {
    saveDraft("");
    history.replaceState(null, "", location.pathname);
  }
  const draft = readDraft();
  if (location.search || !draft || document.getElementById("refusal")) return false;
  location.replace(`?${address(draft)}`);
  return true;
}
