// What an order takes of what is left, and the button while it is on its way.
import { counted, fill, money } from "../lib/strings.js";

const MINUTE = 60;

/** Whether `count` can be made with `left` left, and if not all of them, how many can. */
export function within({ count, left, most }) {
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

/** What `count` items take, as a sentence; `parts` are the words for what is multiplied. */
export function estimate(words, parts, count, { seconds, atOnce }) {
  const time = duration(Math.ceil(count / atOnce) * seconds);
  if (!time) return fill(words.of, parts);
  return fill(words.ofTimed, { ...parts, time: fill(words[`${time[0]}Unit`], { n: time[1] }) });
}

function label(words, { kind, count, first }, most) {
  if (kind === "make") return counted(count, { one: words.makeOne, many: words.makeMany });
  if (kind === "over") return counted(first, { one: words.firstOne, many: words.firstMany });
  if (kind === "tooMany") return fill(words.tooMany, { n: most });
  return words[kind];
}

/** What `count` comes to by the price sheet, rounded down; empty without a price. */
export function cost(words, count) {
  const minor = Math.floor((count * Number(words.price)) / (Number(words.per) || 1));
  return minor > 0 ? money(minor, words.currency, Number(words.digits)) : "";
}

/** What is said above the button: why not all of it can be made, or what is billed besides. */
function noted(words, { kind, count, more }, { left, warning }) {
  if (kind === "over") return fill(words.over, { count, more, left });
  const beyond = count - Number(words.inside);
  if (kind === "make" && beyond > 0 && words.beyond) return fill(words.beyond, { n: beyond });
  return warning;
}

const element = (id) => document.getElementById(id);

/** Shows a plan: the button's words, whether it acts, and the warning above it. */
export function showPlan(chosen, { left, most, warning = "" }) {
  const words = element("foot").dataset;
  const button = element("make");
  element("make-label").textContent = label(words, chosen, most);
  button.disabled = !["make", "over"].includes(chosen.kind);
  button.dataset.count = chosen.count;
  element("first").value = chosen.first ?? "";
  const note = element("foot-note");
  note.textContent = noted(words, chosen, { left, warning });
  note.hidden = !note.textContent;
  element("foot-way").hidden = !["over", "noneLeft"].includes(chosen.kind);
  const price = chosen.kind === "make" ? cost(words, chosen.count) : "";
  element("foot-cost").textContent = price && fill(words.cost, { cost: price });
  element("foot-cost").hidden = !price;
}

/** The order is on its way: the button says so and cannot be pressed twice. */
export function showMaking() {
  const button = element("make");
  const count = element("first").value || button.dataset.count;
  button.style.setProperty("width", `${button.offsetWidth}px`);
  button.setAttribute("aria-busy", "true");
  element("make-spin").hidden = false;
  element("make-label").textContent = fill(element("foot").dataset.making, { n: count });
}

/** Ctrl or Cmd with Enter orders, from any field. */
export function ordersByKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.key !== "Enter") return false;
  const button = element("make");
  if (!button.disabled) element("order").requestSubmit(button);
  return true;
}
