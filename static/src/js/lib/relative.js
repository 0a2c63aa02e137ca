const STEPS = [
  ["year", 31536000],
  ["month", 2592000],
  ["week", 604800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

/** The largest whole unit between two times, as Intl.RelativeTimeFormat takes it. */
export function relative(then, now) {
  const seconds = Math.round((then - now) / 1000);
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return [Math.trunc(seconds / size), unit];
  }
  return [0, "second"];
}

const BESIDE_FIGURES = /(\d)(?=\p{Script=Han})|(\p{Script=Han})(?=\d)/gu;

/** Chinese as it is set here: a space between figures and characters. */
export function spaced(text) {
  return text.replace(BESIDE_FIGURES, "$& ");
}

export function refreshTimes(root = document) {
  const language = document.documentElement.lang || "en";
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  for (const time of root.querySelectorAll("time[data-relative]")) {
    const then = Date.parse(time.dateTime);
    if (Number.isNaN(then)) continue;
    const text = spaced(format.format(...relative(then, Date.now())));
    if (time.textContent !== text) time.textContent = text;
  }
}
