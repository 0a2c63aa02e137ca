// How the camera goes over a still picture, as the renderer does it: in fractions of the frame.

const A_SECOND = 0.024;
const LEAST = 0.04;
const MOST = 0.12;
const ZOOMS = ["push_in", "pull_out"];
const PANS = ["pan_left", "pan_right"];
// The share of a picture that may fall outside a frame it fills.
const MOST_CUT = 0.26;

export const travel = (seconds) => Math.min(MOST, Math.max(LEAST, A_SECOND * seconds));

/** How large the picture is laid out, and where the frame looks: step is 1 at the nearest. */
export function view(motion, progress, seconds) {
  const reach = travel(seconds);
  const isZoom = ZOOMS.includes(motion);
  const wide = 1 + (isZoom || PANS.includes(motion) ? reach : 0);
  const high = 1 + (isZoom || motion === "drift_up" ? reach : 0);
  const found = { wide, high, step: 1, left: (wide - 1) / 2, top: (high - 1) / 2 };
  if (isZoom) {
    const near = motion === "push_in" ? progress : 1 - progress;
    found.step = wide + (1 - wide) * near;
    found.left = (wide - found.step) / 2;
    found.top = (high - found.step) / 2;
  }
  if (motion === "pan_right") found.left = (wide - 1) * progress;
  if (motion === "pan_left") found.left = (wide - 1) * (1 - progress);
  if (motion === "drift_up") found.top = (high - 1) * (1 - progress);
  return found;
}

/** The same as a CSS transform of a layer that is `wide` × `high` frames large. */
export function transform({ wide, high, step, left, top }) {
  const percent = (part) => `${(-part * 100).toFixed(4)}%`;
  return `scale(${(1 / step).toFixed(5)}) translate(${percent(left / wide)}, ${percent(top / high)})`;
}

const CARD_WIDE = 0.94;
const CARD_HIGH = 0.86;

export function shapeOf(ratio) {
  const [wide, high] = ratio.split(":").map(Number);
  return wide / high;
}

/** Whether a picture fills the frame; one of quite another shape lies as a card on a soft ground. */
export function fills(shape, ratio) {
  const frame = shapeOf(ratio);
  return 1 - Math.min(shape, frame) / Math.max(shape, frame) <= MOST_CUT;
}

/** Where the room round a picture goes, from 0 (all on its right, below it) to 1, and what part
 * of the frame one on a plain ground takes: words have the rest. */
export function place(ratio, { spoken, captioned }) {
  const frame = shapeOf(ratio);
  if (frame < 1) return { part: 1, across: 0.5, down: 0.42 };
  if (!spoken && !captioned) return { part: 1, across: 0.5, down: 0.5 };
  if (frame === 1) return { part: 0.8, across: 0.5, down: captioned ? 0.5 : 0.3 };
  return { part: 0.86, across: captioned ? 0.8 : 0.5, down: spoken ? 0.25 : 0.5 };
}

/** Where a card lies in its layer, in percent: as large as it may be to stay in sight.
 * One whose ground goes on (`isPlain`) reaches the frame's edge where words leave it the room. */
export function card(shape, ratio, { wide, high, motion, words, isPlain = false }) {
  const frame = shapeOf(ratio);
  const room = place(ratio, words);
  const most = {
    wide: (isPlain ? room.part : CARD_WIDE) * (PANS.includes(motion) ? 2 - wide : 1),
    high: (isPlain ? room.part : CARD_HIGH) * (motion === "drift_up" ? 2 - high : 1),
  };
  // In frames: a card as wide as the frame is `frame / shape` frames high.
  const part = Math.min(most.wide, (most.high * shape) / frame);
  const [width, height] = [(part / wide) * 100, ((part * frame) / shape / high) * 100];
  const { across, down } = room;
  return { left: (100 - width) * across, top: (100 - height) * down, width, height };
}
