// The video studio: one script, shown as cards, as a frame and in time, edited in any of them.
import { closest, isTyping } from "../lib/dom.js";
import { fill } from "../lib/strings.js";
import { openDialog } from "../dialogs.js";
import { toast } from "../toasts.js";
import { Cards } from "../video/cards.js";
import { Desk } from "../video/desk.js";
import { Panel } from "../video/panel.js";
import { Player } from "../video/player.js";
import { startRendering } from "../video/rendering.js";
import { Saving } from "../video/saving.js";
import { added, bounds, changed, duplicated, moved, removed, split } from "../video/script.js";
import { Stage } from "../video/stage.js";
import { clock, settledAt } from "../video/timeline.js";
import { Track } from "../video/track.js";

const FRAME = 1 / 30;
const LEAP = 10 * FRAME;
const ADDRESS_LIFE = 20 * 60_000;
const element = (id) => document.getElementById(id);
const page = element("video").dataset;
const canEdit = page.canEdit === "1";
const limits = Object.fromEntries(
  ["shortest", "longest", "scenes", "seconds", "narration"].map((name) => [
    name,
    Number(page[name]),
  ]),
);
const found = JSON.parse(element("script").textContent);
const desk = new Desk(found, limits);
const player = new Player(desk, showPlaying);
const cards = new Cards(desk, { canEdit });
const track = new Track(desk, { canEdit });
const panel = new Panel(desk, { canEdit });
new Stage(desk);
const saving = canEdit
  ? new Saving(desk, {
      url: page.save,
      version: found.version,
      hooks: {
        onMeasured(scenes, answer) {
          desk.learn(scenes, answer.spoken);
          cards.blame(0, "");
          desk.tell("spoken");
        },
        onRefused: (scene, sentence) => cards.blame(scene, sentence),
      },
    })
  : null;

// --- one selection ------------------------------------------------------------------------------

/** Selects a scene; the play head goes to where it is seen alone, with its words. */
function pick(index) {
  const starts = bounds(desk.scenes);
  const isThere = desk.time >= starts[index] && desk.time < starts[index + 1];
  if (player.isPlaying) player.pause();
  desk.select(index);
  const worded = starts[index] + Math.min(0.7, desk.scenes[index].seconds / 2);
  if (!isThere) desk.seek(Math.max(settledAt(desk.scenes, index), worded));
}

cards.onPick = pick;
track.onPick = pick;
track.onStretch = (index, seconds) => cards.setSeconds(index, seconds);
track.onScrub = (time) => {
  if (player.isPlaying) player.pause();
  desk.seek(time);
};

function step(by) {
  const next = desk.selected + by;
  if (next >= 0 && next < desk.scenes.length) pick(next);
  else desk.seek(next < 0 ? 0 : desk.seconds);
}

function showPlaying(isPlaying) {
  panel?.hush();
  for (const button of document.querySelectorAll("#play, #preview-button")) {
    button.setAttribute("aria-pressed", String(isPlaying));
  }
  document.querySelector("[data-icon-play]").hidden = isPlaying;
  document.querySelector("[data-icon-pause]").hidden = !isPlaying;
  element("frame").classList.toggle("is-playing", isPlaying);
}

// --- what is done to a scene --------------------------------------------------------------------

const say = (text) => (element("said").textContent = text);

/** Splits a scene where the play head stands. */
function cutAt(index) {
  const at = desk.time - bounds(desk.scenes)[index];
  if (desk.edit(split(desk.script, index, at, limits))) return;
  toast({ text: desk.scenes.length >= limits.scenes ? page.tooMany : page.noSplit, tone: "bad" });
}

function grow(change, index) {
  if (desk.edit(change(desk.script, index, limits), { select: index + 1 })) {
    desk.seek(bounds(desk.scenes)[index + 1] + 0.3);
    cards.focusLine(index + 1);
  } else toast({ text: page.tooMany, tone: "bad" });
}

function remove(index) {
  const text = fill(page.deleted, { n: index + 1 });
  if (!desk.edit(removed(desk.script, index))) {
    toast({ text: page.lastScene, tone: "bad" });
    return;
  }
  cards.focusLine(desk.selected);
  toast({ text, action: { label: page.undo, run: () => desk.undo() } });
}

function move(index, by) {
  if (!desk.edit(moved(desk.script, index, index + by), { select: index + by })) return;
  say(fill(page.moved, { n: index + by + 1 }));
}

let picturedKey = "";

const ACTS = {
  play: () => player.toggle(),
  previous: () => step(-1),
  next: () => step(1),
  "zoom-in": () => track.zoomBy(0.5),
  "zoom-out": () => track.zoomBy(-0.5),
  undo: () => desk.undo(),
  redo: () => desk.redo(),
  add: () => grow(added, desk.scenes.length - 1),
  "load-theirs": () => saving.loadTheirs(),
  "keep-mine": () => saving.keepMine(),
};
const ON_SCENE = {
  "add-here": (index) => grow(added, index),
  duplicate: (index) => grow(duplicated, index),
  split: cutAt,
  delete: remove,
  up: (index) => move(index, -1),
  down: (index) => move(index, 1),
  shorter: (index) => cards.setSeconds(index, desk.scenes[index].seconds - 0.2),
  longer: (index) => cards.setSeconds(index, desk.scenes[index].seconds + 0.2),
  picture: (index) => {
    picturedKey = desk.scenes[index].key;
    openDialog("picker");
    window.htmx.trigger("#picker-pictures", "open");
  },
};

document.addEventListener("click", (event) => {
  const act = closest(event, "[data-act]");
  if (act) {
    const index = act.closest("[data-scene]") ? cards.indexOf(act) : -1;
    if (index >= 0) ON_SCENE[act.dataset.act]?.(index);
    else ACTS[act.dataset.act]?.();
  }
  const chosen = closest(event, "[data-choose]");
  if (chosen) showPicture(chosen);
});

function showPicture(choice) {
  const { choose: picture, small, large, wide, high } = choice.dataset;
  const name = choice.querySelector(".pick-name").textContent;
  desk.pictures[picture] ??= { small, large, name, shape: wide / high };
  const index = desk.scenes.findIndex((scene) => scene.key === picturedKey);
  element("picker").close();
  if (index >= 0) desk.edit(changed(desk.script, index, { picture }), { select: index });
}

// --- words that follow --------------------------------------------------------------------------

/** Whether the plan has enough left is told before the button is pressed. */
function tellLeft(seconds) {
  const told = element("video-left");
  const button = element("render-button");
  if (!told || !button) return;
  const isOver = seconds > Number(told.dataset.left);
  button.disabled = isOver;
  element("video-way").hidden = !isOver;
  told.classList.toggle("text-warn", isOver);
  for (const name of ["text-muted", "max-lg:hidden"]) told.classList.toggle(name, !isOver);
}

function tellCost() {
  const seconds = desk.seconds;
  const n = Math.ceil(seconds - 1e-6);
  element("video-cost").textContent = fill(page.counts, { length: clock(seconds), n });
  tellLeft(n);
  for (const [name, can] of [
    ["undo", desk.canUndo],
    ["redo", desk.canRedo],
  ]) {
    const button = document.querySelector(`[data-act="${name}"]`);
    if (button) button.disabled = !can;
  }
}

desk.on((what) => what === "script" && tellCost());
document.addEventListener("htmx:afterSettle", tellCost);

// What is rendered is what is kept: first it is kept.
document.addEventListener("htmx:confirm", (event) => {
  if (event.target.id !== "render-form" || !saving) return;
  event.preventDefault();
  saving.flush().then((isKept) => isKept && event.detail.issueRequest(true));
});

// --- keys ---------------------------------------------------------------------------------------

const KEYS = {
  " ": () => player.toggle(),
  ArrowLeft: () => nudge(-FRAME),
  ArrowRight: () => nudge(FRAME),
  "Shift+ArrowLeft": () => step(-1),
  "Shift+ArrowRight": () => step(1),
  "Shift+ArrowUp": () => step(-1),
  "Shift+ArrowDown": () => step(1),
  PageUp: () => nudge(-LEAP),
  PageDown: () => nudge(LEAP),
  Home: () => desk.seek(0),
  End: () => desk.seek(desk.seconds),
};
const EDITING = {
  s: () => cutAt(desk.selected),
  Delete: () => remove(desk.selected),
  Backspace: () => remove(desk.selected),
};

function nudge(by) {
  if (player.isPlaying) player.pause();
  desk.seek(Math.round((desk.time + by) / FRAME) * FRAME);
}

document.addEventListener("keydown", (event) => {
  const isRange = event.target instanceof HTMLInputElement && /radio|range/.test(event.target.type);
  if (isTyping(event.target) || isRange || document.querySelector("dialog[open]")) return;
  if (event.defaultPrevented || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    if (!canEdit || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) desk.redo();
    else desk.undo();
    return;
  }
  if (localStorage.getItem("shortcuts") === "off" && event.target !== element("play-head")) return;
  // A button that has the focus is pressed by the space bar, unless it plays anyway.
  const isButton = closest(event, "button:not(.clip), a, summary");
  if (event.key === " " && isButton) return;
  const name = `${event.shiftKey && event.key.startsWith("Arrow") ? "Shift+" : ""}${event.key}`;
  const run =
    KEYS[name] ?? (canEdit ? EDITING[name.length === 1 ? name.toLowerCase() : name] : null);
  if (!run) return;
  event.preventDefault();
  run();
});

// A clip that has the focus is chosen by Enter; the space bar plays there, too.
document.addEventListener("keyup", (event) => {
  if (event.key === " " && closest(event, ".clip")) event.preventDefault();
});

// --- title, addresses that run out --------------------------------------------------------------

const title = element("title");
if (title) {
  title.disabled = false;
  title.addEventListener("input", () => desk.rename(title.value));
  title.addEventListener("keydown", (event) => event.key === "Enter" && title.blur());
  title.addEventListener("blur", () => {
    if (!title.value.trim()) title.value = desk.title;
    desk.rename(title.value);
    document.title = document.title.replace(/^.*(?= · )/, () => title.value);
  });
}
for (const button of document.querySelectorAll("[data-act='add']")) button.disabled = false;

setInterval(async () => {
  if (document.hidden) return;
  const response = await fetch(page.script, { headers: { Accept: "application/json" } }).catch(
    () => null,
  );
  if (!response?.ok) return;
  Object.assign(desk.pictures, (await response.json()).pictures);
  desk.tell("spoken");
}, ADDRESS_LIFE);

startRendering();
