// Use by day: drawn from the page's own numbers, in its own colours; another meter without reload.
import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from "chart.js";
import { closest } from "../lib/dom.js";
import { barsOf, marksOf, topOf } from "../usage/bars.js";

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

const PLAIN = new Intl.NumberFormat(document.documentElement.lang || "en");
const SHORT = new Intl.NumberFormat(document.documentElement.lang || "en", {
  notation: "compact",
  maximumFractionDigits: 1,
});

const canvas = document.getElementById("usage-chart");
const data = canvas && JSON.parse(document.getElementById("usage-data").textContent);
let chart;

/** The tokens of the theme that is shown now. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    made: of("--color-primary"),
    failed: of("--usage-failed"),
    page: of("--color-base-100"),
    ink: of("--color-base-content"),
    muted: of("--eb-muted"),
    line: of("--eb-line"),
    pop: of("--color-neutral"),
    onPop: of("--color-neutral-content"),
  };
}

const amount = (value) => (value >= 10_000 ? SHORT : PLAIN).format(value);

function scales(bars, is) {
  const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
  const marks = ({ chart: { ctx }, width }) => {
    ctx.font = `${font.size}px ${font.family}`;
    const words = [...bars.labels, data.todayLabel].map((word) => ctx.measureText(word).width);
    return marksOf(bars.labels.length, { today: data.today, width, word: Math.max(...words) });
  };
  return {
    x: {
      stacked: true,
      grid: { display: false },
      border: { color: is.line },
      afterBuildTicks: (axis) => {
        axis.ticks = marks(axis).map((value) => ({ value }));
      },
      ticks: {
        autoSkip: false,
        maxRotation: 0,
        font,
        color: ({ tick }) => (tick?.value === data.today ? is.ink : is.muted),
        callback: (value) => (value === data.today ? data.todayLabel : bars.labels[value]),
      },
    },
    y: {
      stacked: true,
      beginAtZero: true,
      suggestedMax: topOf(bars.highest),
      border: { display: false },
      grid: { color: is.line, drawTicks: false },
      ticks: {
        precision: 0,
        maxTicksLimit: 5,
        padding: 12,
        font,
        color: is.muted,
        callback: amount,
      },
    },
  };
}

function options(bars, is) {
  return {
    // Nothing moves when a page is opened, and another meter is another chart.
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: "index", intersect: false },
    scales: scales(bars, is),
    plugins: {
      tooltip: {
        displayColors: false,
        yAlign: "bottom",
        backgroundColor: is.pop,
        bodyColor: is.onPop,
        cornerRadius: 8,
        padding: { x: 10, y: 7 },
        caretSize: 0,
        caretPadding: 8,
        bodyFont: { family: getComputedStyle(document.body).fontFamily, size: 12, weight: 500 },
        // One sentence for both parts of a bar.
        filter: (item, index) => index === 0,
        callbacks: { title: () => "", label: ({ dataIndex }) => bars.said[dataIndex] },
      },
    },
  };
}

function datasets(bars, is) {
  const bar = {
    borderRadius: 3,
    borderSkipped: false,
    maxBarThickness: 18,
    categoryPercentage: 0.7,
    barPercentage: 0.9,
  };
  const flat = (colour) => ({ backgroundColor: colour, hoverBackgroundColor: colour });
  return [
    { ...bar, ...flat(is.made), data: bars.made, borderWidth: 0 },
    // A line in the colour of the page parts what failed from what was made; few are seen, too.
    {
      ...bar,
      ...flat(is.failed),
      data: bars.failed.map((units) => units || null),
      minBarLength: 5,
      borderColor: is.page,
      hoverBorderColor: is.page,
      borderWidth: { top: 0, right: 0, bottom: 2, left: 0 },
    },
  ];
}

/** Both parts of a bar are round, not only the end of it. */
const rounded = {
  id: "rounded",
  beforeDatasetsDraw(drawn) {
    for (const { data: elements } of drawn.getSortedVisibleDatasetMetas()) {
      for (const element of elements) element.enableBorderRadius = true;
    }
  },
};

/** Draws a meter anew: another one was chosen, or the theme has changed. */
function draw() {
  const is = colours();
  const bars = barsOf(data, canvas.dataset.meter);
  chart?.destroy();
  chart = new Chart(canvas, {
    type: "bar",
    data: { labels: bars.labels, datasets: datasets(bars, is) },
    options: options(bars, is),
    plugins: [rounded],
  });
}

/** Another meter: the links work without this, by loading the page. */
function choose(link) {
  for (const other of document.querySelectorAll("[data-usage-meter]")) {
    if (other === link) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  const { usageMeter, usageTitle, usageSummary, usageEmpty } = link.dataset;
  canvas.dataset.meter = usageMeter;
  canvas.setAttribute("aria-label", usageSummary);
  document.getElementById("usage-chart-title").textContent = usageTitle;
  const empty = document.getElementById("usage-empty");
  empty.firstElementChild.textContent = usageEmpty;
  empty.hidden = !usageEmpty;
  history.replaceState(history.state, "", link.href);
  draw();
}

function followTheme() {
  const watcher = new MutationObserver(draw);
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

if (canvas) {
  document.addEventListener("click", (event) => {
    const link = closest(event, "a[data-usage-meter]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    choose(link);
  });
  followTheme();
  // The font has to be there before words are drawn with it.
  document.fonts.ready.then(draw);
}
