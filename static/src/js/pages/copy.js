// The copy studio. The form holds the choice; this keeps sample, words, address and draft true.
import { plan, query, sizes } from "../copy/choice.js";
import { counted } from "../lib/strings.js";
import { settled } from "../lib/timing.js";
import { openDraft, readDraft, saveDraft } from "../studio/draft.js";
import { estimate, ordersByKey, showMaking, showPlan } from "../studio/order.js";
import { MEASURES, refreshCounts } from "../text/measure.js";

const element = (id) => document.getElementById(id);
const form = element("order");
const given = () => new FormData(form);
const withoutBrief = (draft) => {
  const params = new URLSearchParams(draft);
  params.delete("brief");
  return params.toString().replaceAll("%2C", ",");
};

/** What is to be said besides stays in this browser: it is nobody's address. */
function remember() {
  const text = query(given());
  const brief = element("brief").value.trim();
  history.replaceState(null, "", `?${text}`);
  const isAny = given().has("product") || brief;
  saveDraft(isAny ? `${text}${brief ? `&brief=${encodeURIComponent(brief)}` : ""}` : "");
  element("start-over").hidden = !isAny;
}

function refreshFoot() {
  const words = element("foot").dataset;
  const { left, most, seconds, atOnce } = form.dataset;
  const chosen = sizes(given());
  const isTooLong = element("brief").classList.contains("is-long");
  const planned = plan({ ...chosen, isTooLong, left: Number(left), most: Number(most) });
  const { products, kinds, languages } = chosen;
  showPlan(planned, { left, most });
  const parts = {
    products: counted(products, { one: words.productsOne, many: words.productsMany }),
    kinds: counted(kinds, { one: words.kindsOne, many: words.kindsMany }),
    languages: counted(languages, { one: words.languagesOne, many: words.languagesMany }),
  };
  const pace = { seconds: Number(seconds), atOnce: Number(atOnce) || 1 };
  element("foot-estimate").textContent = planned.count
    ? estimate(words, parts, planned.count, pace)
    : "";
  element("products-count").textContent = products || "";
}

function refresh() {
  refreshCounts(form);
  const brief = element("brief");
  const most = Number(document.querySelector("[data-counts='brief']").dataset.most);
  brief.classList.toggle("is-long", MEASURES.signs(brief.value.trim()) > most);
  refreshFoot();
}

/** The sample and the tones anew; the one before stays until they have come. */
const refreshSample = settled(
  () => {
    const brief = element("brief").value.trim();
    const url = `${form.dataset.sample}?${query(given())}`;
    const values = brief ? { brief } : {};
    window.htmx.ajax("GET", url, { target: "#look", swap: "morph", values });
  },
  200,
  800,
);

function changed(event) {
  if (event.target.name === "q") return;
  refresh();
  remember();
  refreshSample();
}

function start() {
  if (!form || openDraft(withoutBrief)) return;
  const brief = new URLSearchParams(readDraft()).get("brief");
  if (brief && !element("brief").value) {
    element("brief").value = brief;
    refreshSample();
  }
  form.addEventListener("change", changed);
  form.addEventListener("input", (event) => event.target.id === "brief" && changed(event));
  form.addEventListener("submit", () => {
    saveDraft("");
    showMaking();
  });
  // Enter in the search finds; it orders nothing.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.name === "q") event.preventDefault();
  });
  document.addEventListener("keydown", ordersByKey);
  document.addEventListener("htmx:afterSettle", refresh);
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  refresh();
  element("start-over").hidden = !location.search;
}

start();
