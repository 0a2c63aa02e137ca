// The foot: what the choice takes, whether it can be made, and the one button that says so.
import { counted, fill } from "../lib/strings.js";
import { chosenLooks, chosenPhotos } from "./choice.js";

const MINUTE = 60;

/** What the button says and whether it acts, for `photos` × `looks` with `left` images left.
 * `doomed`: how many of them cannot be made and are left out. */
export function plan({ photos, looks, doomed = 0, left, most }) {
  const count = photos * looks - doomed;
  if (!photos) return { kind: "noPhoto", count };
  if (!looks) return { kind: "noLook", count };
  if (!count) return { kind: "noCut", count };
  if (left <= 0) return { kind: "noneLeft", count };
  if (count > most) return { kind: "tooMany", count };
  if (count > left) return { kind: "over", count, first: left, more: count - left };
  return { kind: "make", count };
}

/** Rounded as people say it: tens of seconds below a minute, then whole minutes. */
export function duration(seconds) {
  if (!seconds) return null;
  if (seconds < MINUTE - 5) return ["seconds", Math.max(10, Math.round(seconds / 10) * 10)];
  return ["minutes", Math.max(1, Math.round(seconds / MINUTE))];
}

const element = (id) => document.getElementById(id);

function label(words, chosen) {
  const { kind, count, first, most } = chosen;
  if (kind === "make") return counted(count, { one: words.makeOne, many: words.makeMany });
  if (kind === "over") return counted(first, { one: words.firstOne, many: words.firstMany });
  if (kind === "tooMany") return fill(words.tooMany, { n: most });
  return words[kind];
}

function estimate(words, photos, looks, count, { seconds, atOnce }) {
  if (!photos || !looks) return "";
  const parts = {
    photos: counted(photos, { one: words.photosOne, many: words.photosMany }),
    looks: counted(looks, { one: words.looksOne, many: words.looksMany }),
  };
  const time = duration(Math.ceil(count / atOnce) * seconds);
  if (!time) return fill(words.of, parts);
  return fill(words.ofTimed, { ...parts, time: fill(words[`${time[0]}Unit`], { n: time[1] }) });
}

function note(words, chosen, refused, left) {
  if (chosen.kind === "over") {
    return fill(words.over, { count: chosen.count, more: chosen.more, left });
  }
  if (!refused) return "";
  return counted(refused, { one: words.refusedOne, many: words.refusedMany });
}

export function refreshFoot() {
  const foot = element("foot");
  const { left, most, seconds, atOnce } = element("studio").dataset;
  const words = foot.dataset;
  const boxes = chosenPhotos();
  const [photos, looks] = [boxes.length, chosenLooks().length];
  const uncut = boxes.filter(
    (box) => box.closest("[data-state]").dataset.state === "refused",
  ).length;
  const needing = chosenLooks().filter((box) => !("uncut" in box.parentElement.dataset)).length;
  const doomed = uncut * needing;
  const chosen = plan({ photos, looks, doomed, left: Number(left), most: Number(most) });
  element("make-label").textContent = label(words, { ...chosen, most });
  element("make").disabled = !["make", "over"].includes(chosen.kind);
  element("make").dataset.count = chosen.count;
  element("first").value = chosen.first ?? "";
  const pace = { seconds: Number(seconds), atOnce: Number(atOnce) || 1 };
  element("foot-estimate").textContent = estimate(words, photos, looks, chosen.count, pace);
  const warning = note(words, chosen, doomed ? uncut : 0, left);
  element("foot-note").textContent = warning;
  element("foot-note").hidden = !warning;
}

/** The order is on its way: the button says so and cannot be pressed twice. */
export function showMaking() {
  const button = element("make");
  const count = element("first").value || element("make").dataset.count;
  button.style.setProperty("width", `${button.offsetWidth}px`);
  button.setAttribute("aria-busy", "true");
  element("make-spin").hidden = false;
  element("make-label").textContent = fill(element("foot").dataset.making, { n: count });
}
