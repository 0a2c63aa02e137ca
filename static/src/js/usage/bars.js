/** The steps between marked days: each day, each week, each fourth week … */
const STEPS = [1, 7, 14, 28, 56, 112];
// Between two words there are at least so many pixels.
const GAP = 14;
const LOWEST_TOP = 4;

/** What one meter's bars are drawn from: made below, failed on top. */
export function barsOf(data, meter) {
  const { made, failed, said } = data.meters[meter];
  return { labels: data.labels, made, failed, said, highest: highestOf(made, failed) };
}

/** The tallest bar, both parts of it; 0 when nothing was made. */
export function highestOf(made, failed) {
  return made.reduce((highest, units, index) => Math.max(highest, units + failed[index]), 0);
}

/** Which bars have a word below them: today above all, the first, the last, and each so many.
 * width: of all bars; word: of the widest word, in pixels. */
export function marksOf(count, { today = -1, width, word }) {
  if (count === 0) return [];
  const room = word + GAP;
  const slot = width / count;
  const step = STEPS.find((days) => days * slot >= room) ?? STEPS.at(-1);
  const near = Math.ceil(room / slot);
  const marks = [];
  const add = (index) => {
    if (marks.every((other) => Math.abs(other - index) >= near)) marks.push(index);
  };
  if (today >= 0 && today < count) marks.push(today);
  add(0);
  add(count - 1);
  for (let index = step; index < count - 1 - step / 2; index += step) add(index);
  return marks.sort((a, b) => a - b);
}

/** How high the scale goes at least: one image is not a full chart. */
export function topOf(highest) {
  return highest < LOWEST_TOP ? LOWEST_TOP : undefined;
}
