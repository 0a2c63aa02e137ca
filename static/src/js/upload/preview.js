/** The photo itself, from memory; what this browser cannot show (HEIC) keeps the plain mark. */
export function preview(node, file) {
  if (!file.type.startsWith("image/")) return;
  const url = URL.createObjectURL(file);
  image(node, url).addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
}

/** Shows a picture in a row; one that was there goes when it has come. */
export function image(node, url) {
  const made = document.createElement("img");
  made.alt = "";
  made.addEventListener("error", () => made.remove());
  const old = node.querySelector("img");
  made.addEventListener("load", () => old?.remove());
  made.src = url;
  node.querySelector(".thumb").append(made);
  return made;
}
