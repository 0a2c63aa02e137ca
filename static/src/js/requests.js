// htmx: CSRF, sessions that ended, refusals and failures said in words, morphing that keeps state.
import { Idiomorph } from "idiomorph";
import { goToSignIn, isSignIn } from "./lib/api.js";
import { meta } from "./lib/dom.js";
import { sentence } from "./lib/strings.js";
import { toast } from "./toasts.js";

const BY_STATUS = { 403: "forbidden", 404: "notFound", 429: "tooFast" };

/** The server's own sentence: in a problem's JSON, or marked in its error page. */
function serverText(body, status) {
  try {
    const { title, detail } = JSON.parse(body);
    return detail || title;
  } catch {
    // The page of a 5xx has its reference elsewhere; a toast has to name it itself.
    if (status >= 500) return "";
    const page = new DOMParser().parseFromString(body, "text/html");
    return page.querySelector("[data-problem]")?.textContent.trim();
  }
}

/** The sentence for an answer that was not a success; the server's own words win. */
export function problemText({ status, body, reference }) {
  const own = serverText(body, status);
  if (own) return own;
  if (status >= 500) return sentence("serverError", { reference });
  return sentence(BY_STATUS[status] ?? "refused");
}

const MORPHS = {
  morph: "outerHTML",
  "morph:outerHTML": "outerHTML",
  "morph:innerHTML": "innerHTML",
};

/** `hx-swap="morph"`: focus, scroll, running animations and typed text survive the swap. */
function addMorph() {
  window.htmx.defineExtension("morph", {
    isInlineSwap: (style) => MORPHS[style] === "outerHTML",
    handleSwap: (style, target, fragment) =>
      style in MORPHS && Idiomorph.morph(target, fragment.children, { morphStyle: MORPHS[style] }),
  });
}

/** What a person changed by hand is theirs: open dialogs and details, the field being typed in,
 * and ticks: what was ticked while an answer was on its way is not in the answer. */
function keepState() {
  Idiomorph.defaults.ignoreActiveValue = true;
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, element) =>
    !(name === "open" && element.matches("dialog, details")) &&
    !(name === "checked" && element.matches("input[type=checkbox]")) &&
    !(name === "style" && element.matches(".menu-pop"));
}

export function startRequests() {
  addMorph();
  keepState();
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = meta("csrf-token");
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr } = event.detail;
    if (xhr.status !== 401 && !isSignIn(xhr.responseURL)) return;
    event.preventDefault();
    goToSignIn();
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const reference = xhr.getResponseHeader("X-Request-ID") ?? "";
    const text = problemText({ status: xhr.status, body: xhr.responseText, reference });
    toast({ text, tone: "bad" });
  });
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      // A poll that fails tries again by itself; saying so each time would only be noise.
      const { requestConfig } = event.detail;
      if (requestConfig?.triggeringEvent) toast({ text: sentence("networkError"), tone: "bad" });
    });
  }
  // `hx-trigger="near once"`: a list fetches its next page before its end is seen.
  watchNear(document);
  document.addEventListener("htmx:afterSettle", (event) => watchNear(event.target));
}

function watchNear(root) {
  for (const element of [root, ...root.querySelectorAll("[data-near]")]) {
    if (!(element instanceof Element) || !element.dataset.near || element.dataset.watched) continue;
    element.dataset.watched = "yes";
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry.isIntersecting) return;
        observer.disconnect();
        window.htmx.trigger(element, "near");
      },
      { rootMargin: `${element.dataset.near}px` },
    );
    observer.observe(element);
  }
}
