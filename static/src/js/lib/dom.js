/** The nearest element of `event` that matches, also when a text node or an icon was hit. */
export function closest(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

/** True while a person is writing, so that single letters must not act. */
export function isTyping(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("input:not([type=checkbox]), textarea, select, [role=textbox]"))
  );
}

export function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.content ?? "";
}

export function setPercent(bar, percent) {
  const whole = Math.max(0, Math.min(100, Math.round(percent)));
  bar.querySelector("i").dataset.percent = whole;
  bar.setAttribute("aria-valuenow", whole);
}
