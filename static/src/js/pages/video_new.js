// A new video: the panes follow the product, the language and the length; the foot says what it takes.
const element = (id) => document.getElementById(id);
const form = () => element("order");

/** The panes anew for what is chosen; the address tells it, so that a reload finds it again. */
async function again() {
  const chosen = new URLSearchParams(new FormData(form()));
  chosen.delete("csrfmiddlewaretoken");
  chosen.delete("q");
  const query = chosen.toString();
  history.replaceState(null, "", `${location.pathname}?${query}`);
  const url = `${form().dataset.url}?${query}`;
  await window.htmx.ajax("GET", url, { target: "#order", swap: "morph" });
  follow();
}

function follow() {
  const count = element("pictures-count");
  if (count) {
    const ticked = form().querySelectorAll("input[name='asset']:checked").length;
    count.textContent = ticked;
    const note = element("too-many");
    if (note) note.hidden = ticked <= Number(count.dataset.most);
  }
  const isBoth = element("straight").checked;
  for (const line of document.querySelectorAll("[data-when]")) {
    line.hidden = (line.dataset.when === "both") !== isBoth;
  }
  element("make-label").textContent = element("foot").dataset[isBoth ? "both" : "write"];
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-again]")) again();
  else if (event.target.form === form()) follow();
});
document.addEventListener("submit", (event) => {
  if (event.target !== form() || event.defaultPrevented) return;
  const button = element("make");
  button.style.setProperty("width", `${button.offsetWidth}px`);
  button.setAttribute("aria-busy", "true");
  element("make-spin").hidden = false;
  element("make-label").textContent = element("foot").dataset.busy;
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") form().requestSubmit();
});
// A page that comes back from the browser's memory is ready again.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
follow();
