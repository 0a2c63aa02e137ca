// One picture or text is stopped: the page asks first, then shows the job as it is.
import { ask } from "../dialogs.js";
import { closest } from "../lib/dom.js";

const NO_ITEM = "00000000-0000-0000-0000-000000000000";

export function startStopping(page) {
  document.addEventListener("click", async (event) => {
    const button = closest(event, "[data-stop-item]");
    if (!button) return;
    const { stopTitle, stopBody, stopGo, stopKeep, stopUrl } = page.dataset;
    if (!(await ask({ title: stopTitle, body: stopBody, go: stopGo, keep: stopKeep }))) return;
    const url = stopUrl.replace(NO_ITEM, button.dataset.stopItem);
    window.htmx.ajax("POST", url, { target: "#job-head", swap: "morph" });
  });
}
