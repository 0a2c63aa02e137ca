import { closest } from "./lib/dom.js";

const THEMES = { light: "ebiz", dark: "ebiz-dark" };
const YEAR = 31536000;

/** Shows the choice at once and keeps it for the next page, which the server then draws with it. */
function choose(name) {
  const root = document.documentElement;
  if (THEMES[name]) root.dataset.theme = THEMES[name];
  else delete root.dataset.theme;
  document.cookie = `theme=${name}; path=/; max-age=${YEAR}; samesite=lax`;
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-checked", String(button.dataset.themeChoice === name));
  }
}

export function startTheme() {
  document.addEventListener("click", (event) => {
    const button = closest(event, "[data-theme-choice]");
    if (button) choose(button.dataset.themeChoice);
  });
}
