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

const CARD_WIDE = 0.9;
const CARD_HIGH = 0.84;

export function shapeOf(ratio) {
  const [wide, high] = ratio.split(":").map(Number);
  return wide / high;
}

/** Whether a picture fills the frame; one of quite another shape lies as a card on a soft ground. */
export function fills(shape, ratio) {
  const frame = shapeOf(ratio);
  return 1 - Math.min(shape, frame) / Math.max(shape, frame) <= MOST_CUT;
}

/** Where a card lies in its layer, in percent: as large as it may be when the camera is nearest. */
export function card(shape, ratio, { wide, high }, motion) {
  const frame = shapeOf(ratio);
  const most = {
    wide: PANS.includes(motion) ? Math.min(CARD_WIDE, 2 - wide) : CARD_WIDE,
    high: motion === "drift_up" ? Math.min(CARD_HIGH, 2 - high) : CARD_HIGH,
  };
  // In frames: a card as wide as the frame is `frame / shape` frames high.
  const across = Math.min(most.wide, (most.high * shape) / frame);
  const down = (across * frame) / shape;
  const [width, height] = [(across / wide) * 100, (down / high) * 100];
  return { left: (100 - width) / 2, top: (100 - height) / 2, width, height };
}
