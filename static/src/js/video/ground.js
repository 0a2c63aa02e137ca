// Whether a picture stands on a plain ground: then its ground goes on to the frame's edges.

const SIDE = 48;
const RING = 2;
// Of 255: studios differ by 1 to 3 from an even slope, rooms and tables by 15 and more.
const MOST = 5;

/** The ground of `pixels` (RGBA, SIDE × SIDE): its colours at the top and the bottom, or null. */
export function groundOf(pixels, side = SIDE) {
  const ring = [];
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const isEdge = Math.min(x, y, side - 1 - x, side - 1 - y) < RING;
      if (isEdge) ring.push([x - (side - 1) / 2, y - (side - 1) / 2, (y * side + x) * 4]);
    }
  }
  // The ring is even on all sides, so each slope can be reckoned by itself.
  const spread = ring.reduce((sum, [x]) => sum + x * x, 0);
  let off = 0;
  const [top, bottom] = [[], []];
  for (const channel of [0, 1, 2]) {
    const value = ([, , at]) => pixels[at + channel];
    const mean = ring.reduce((sum, spot) => sum + value(spot), 0) / ring.length;
    const [across, down] = [0, 1].map(
      (axis) => ring.reduce((sum, spot) => sum + spot[axis] * value(spot), 0) / spread,
    );
    for (const spot of ring) off += (value(spot) - mean - across * spot[0] - down * spot[1]) ** 2;
    top.push(Math.round(mean - (down * side) / 2));
    bottom.push(Math.round(mean + (down * side) / 2));
  }
  return Math.sqrt(off / ring.length / 3) < MOST ? { top, bottom } : null;
}

/** Looks at a loaded picture; one of another site cannot be looked at, and counts as not plain. */
export function lookAt(image) {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  try {
    drawing.drawImage(image, 0, 0, SIDE, SIDE);
    return groundOf(drawing.getImageData(0, 0, SIDE, SIDE).data);
  } catch {
    return null;
  }
}

export const gradient = ({ top, bottom }) => `linear-gradient(rgb(${top}), rgb(${bottom}))`;
