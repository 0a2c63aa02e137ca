// A product's page: its photos and images arrive, facts are written in place.
import { closest } from "../lib/dom.js";
import { settled } from "../lib/timing.js";

function refresher(id) {
  return settled(
    () => {
      const target = document.getElementById(id);
      if (target) window.htmx.ajax("GET", target.dataset.url, { target, swap: "outerHTML" });
    },
    300,
    2000,
  );
}

function startPhotos() {
  const photos = refresher("product-photos");
  document.addEventListener("upload:ready", photos);
  document.addEventListener("upload:idle", ({ detail }) => detail.ready && photos());
  const images = refresher("product-images");
  document.addEventListener("live:done", images);
  document.addEventListener("click", (event) => {
    const small = closest(event, "[data-photo]");
    if (small) show(small);
  });
}

/** Show one of the photos large; any but the main one can become it. */
function show(small) {
  const all = [...document.querySelectorAll("[data-photo]")];
  for (const photo of all) {
    photo.classList.toggle("is-on", photo === small);
    photo.setAttribute("aria-pressed", photo === small);
  }
  const large = document.querySelector("[data-large]");
  const isMain = small === all[0];
  large.href = small.dataset.href;
  large.querySelector("img").src = small.dataset.largeSrc;
  large.querySelector("[data-main-label]").hidden = !isMain;
  const form = document.getElementById("main-photo");
  if (!form) return;
  form.hidden = isMain;
  form.elements.asset.value = small.dataset.photo;
}

/** A document that has come is read by a worker: its section looks after itself from then on. */
function startDocuments() {
  const documents = refresher("product-documents");
  document.addEventListener("upload:ready", documents);
  document.addEventListener("upload:idle", ({ detail }) => detail.ready && documents());
}

function startFacts() {
  document.addEventListener("htmx:afterSettle", () => {
    const form = document.querySelector("[data-fact-form]");
    if (!form || form.contains(document.activeElement)) return;
    const wrong = form.querySelector("[aria-invalid=true]");
    const empty = [...form.querySelectorAll("input:not([type=hidden])")].find((one) => !one.value);
    const field = wrong ?? (form.elements.attribute.value ? form.elements.value : empty);
    field?.focus();
    if (field?.value) field.select();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    closest(event, "[data-fact-form]")?.querySelector("[data-fact-cancel]").click();
  });
}

startPhotos();
startDocuments();
startFacts();
