/** Sentences come from the template, so that they are translated where all others are. */
export function sentence(name, values = {}) {
  return fill(document.getElementById("strings")?.dataset[name] ?? "", values);
}

/** Replaces `{name}` by its value; an unknown name stays as it is. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? String(values[name]) : whole,
  );
}

/** Chooses between the sentences for one and for many. */
export function counted(count, { one, many }) {
  return fill(count === 1 ? one : many, { n: count.toLocaleString("en-US") });
}

/** An amount of money as pages show it: figures are the same in each of the product's languages. */
export function money(minor, currency, digits) {
  const figures = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const amount = (minor / 10 ** digits).toLocaleString("en-US", figures);
  return `${currency}\u00a0${amount}`;
}
