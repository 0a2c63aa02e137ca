// Files chosen or dropped on a page go into the tray and straight to the bucket (upload/uploads.js).
// Pages learn of the end by `upload:ready`, `upload:refused` and `upload:idle` on `document`.
import { closest } from "./lib/dom.js";
import { counted } from "./lib/strings.js";
import { Uploads } from "./upload/uploads.js";
import { Tray } from "./upload_tray.js";

/** What is dropped anywhere is a new file; a new version of one is chosen on purpose. */
function zones() {
  return [...document.querySelectorAll("[data-drop-zone]:not([data-replaces])")];
}

/** Files dragged over the page: everything takes them, and the page says how many. */
function takeDrops(uploads, tray) {
  const page = document.getElementById("drop-page");
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") && zones().length > 0;
  const leave = () => {
    page.hidden = true;
    for (const zone of zones()) zone.classList.remove("is-over");
  };
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    const files = [...event.dataTransfer.items].filter((item) => item.kind === "file").length;
    const told = tray.element.dataset;
    const one = zones()[0].dataset.kinds ? told.dropOne : told.dropOneFile;
    const many = zones()[0].dataset.kinds ? told.dropMany : told.dropManyFiles;
    page.hidden = false;
    page.firstElementChild.textContent = counted(files, { one, many });
    for (const zone of zones()) zone.classList.toggle("is-over", zone.contains(event.target));
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || leave());
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    leave();
    // The list is emptied when the event is over.
    uploads.add([...event.dataTransfer.files], closest(event, "[data-drop-zone]") ?? zones()[0]);
  });
}

function start() {
  const element = document.getElementById("upload-tray");
  if (!element) return;
  const tray = new Tray(element);
  const uploads = new Uploads(tray);
  document.addEventListener("change", (event) => {
    const zone = closest(event, "[data-drop-zone]");
    if (!zone || event.target.type !== "file") return;
    uploads.add([...event.target.files], zone);
    event.target.value = "";
  });
  document.addEventListener("click", (event) => {
    if (closest(event, "[data-upload-open]")) zones()[0]?.querySelector("input").click();
  });
  window.addEventListener("beforeunload", (event) => tray.loses && event.preventDefault());
  for (const name of ["online", "offline"]) {
    window.addEventListener(name, () => tray.connection(navigator.onLine));
  }
  takeDrops(uploads, tray);
  uploads.restore();
  if (new URLSearchParams(location.search).has("upload")) {
    zones()[0]?.scrollIntoView({ block: "center" });
    zones()[0]?.querySelector("input").focus();
  }
}

start();
