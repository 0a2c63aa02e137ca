/** The steps between marked days: each day, each week, each fourth week … */
const STEPS = [1, 7, 14, 28, 56, 112];
// A marked day needs so many pixels beside its neighbour.
const ROOM = 52;

/** What one meter's bars are drawn from: made below, failed on top. */
export function barsOf(data, meter) {
  const { made, failed, said } = data.meters[meter];
  return { labels: data.labels, made, failed, said, highest: highestOf(made, failed) };
}

/** The tallest bar, both parts of it; 0 when nothing was made. */
export function highestOf(made, failed) {
  return made.reduce((highest, units, index) => Math.max(highest, units + failed[index]), 0);
}

/** Which bars have a word below them: the first, each so many, the last, and today above all. */
export function marksOf(count, { today = -1, width }) {
  if (count === 0) return [];
  const slot = width / count;
  const step = STEPS.find((days) => days * slot >= ROOM) ?? STEPS.at(-1);
  const near = Math.ceil(ROOM / slot);
  const marks = [];
  const add = (index) => {
    if (marks.every((other) => Math.abs(other - index) >= near)) marks.push(index);
  };
  if (today >= 0 && today < count) marks.push(today);
  add(0);
  add(count - 1);
  for (let index = step; index < count; index += step) add(index);
  return marks.sort((a, b) => a - b);
}

/** How high the scale goes at least: an empty chart still has a scale of whole numbers. */
export function topOf(highest) {
  return highest === 0 ? 4 : undefined;
}
