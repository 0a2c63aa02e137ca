// The foot: what the choice takes, whether it can be made, and the one button that says so.
import { counted } from "../lib/strings.js";
import { chosenLooks, chosenPhotos } from "./choice.js";
import { estimate, showPlan, within } from "./order.js";

/** What the button says and whether it acts, for `photos` × `looks` with `left` images left.
 * `doomed`: how many of them cannot be made and are left out. */
export function plan({ photos, looks, doomed = 0, left, most }) {
  const count = photos * looks - doomed;
  if (!photos) return { kind: "noPhoto", count };
  if (!looks) return { kind: "noLook", count };
  if (!count) return { kind: "noCut", count };
  return within({ count, left, most });
}

const element = (id) => document.getElementById(id);

function estimated(words, photos, looks, count, pace) {
  if (!photos || !looks) return "";
  const parts = {
    photos: counted(photos, { one: words.photosOne, many: words.photosMany }),
    looks: counted(looks, { one: words.looksOne, many: words.looksMany }),
  };
  return estimate(words, parts, count, pace);
}

export function refreshFoot() {
  const { left, most, seconds, atOnce } = element("studio").dataset;
  const words = element("foot").dataset;
  const boxes = chosenPhotos();
  const [photos, looks] = [boxes.length, chosenLooks().length];
  const uncut = boxes.filter(
    (box) => box.closest("[data-state]").dataset.state === "refused",
  ).length;
  const needing = chosenLooks().filter((box) => !("uncut" in box.parentElement.dataset)).length;
  const doomed = uncut * needing;
  const chosen = plan({ photos, looks, doomed, left: Number(left), most: Number(most) });
  const refused = { one: words.refusedOne, many: words.refusedMany };
  showPlan(chosen, { left, most, warning: doomed ? counted(uncut, refused) : "" });
  const pace = { seconds: Number(seconds), atOnce: Number(atOnce) || 1 };
  element("foot-estimate").textContent = estimated(words, photos, looks, chosen.count, pace);
}
