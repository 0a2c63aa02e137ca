// What is chosen in the copy studio: the form is the truth, its address tells it again.
import { within } from "../studio/order.js";

const SHOWN = ["show", "show_language", "show_network"];

/** The choice as the query of an address; the words to be said besides stay out of it. */
export function query(data) {
  const params = new URLSearchParams();
  const several = (name) => data.getAll(name).filter(Boolean);
  const products = several("product").map((id) => id.replaceAll("-", ""));
  if (products.length) params.set("product", products.join(","));
  for (const name of ["kind", "network", "language"]) params.set(name, several(name).join(","));
  for (const name of ["tone", "length", ...SHOWN]) {
    if (data.get(name)) params.set(name, data.get(name));
  }
  return params.toString().replaceAll("%2C", ",");
}

/** How much of what is chosen; a post counts once for each network. */
export function sizes(data) {
  const kinds = data.getAll("kind").filter(Boolean);
  const networks = data.getAll("network").filter(Boolean).length;
  const hasPosts = kinds.includes("post");
  return {
    products: new Set(data.getAll("product")).size,
    kinds: kinds.length - Number(hasPosts) + (hasPosts ? networks : 0),
    languages: data.getAll("language").filter(Boolean).length,
    lacksNetwork: hasPosts && !networks,
  };
}

/** What the button says and whether it acts. */
export function plan({ products, kinds, languages, lacksNetwork, isTooLong, left, most }) {
  const count = products * kinds * languages;
  if (!products) return { kind: "noProduct", count };
  if (lacksNetwork) return { kind: "noNetwork", count };
  if (!kinds) return { kind: "noKind", count };
  if (!languages) return { kind: "noLanguage", count };
  if (isTooLong) return { kind: "tooLong", count };
  return within({ count, left, most });
}
