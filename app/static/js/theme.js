// Light, dark or automatic, at once; a cookie keeps it, so that the server draws the next page right.
import { remember } from "./remember.js";

/** Starts on the form whose buttons are named "theme"; without scripts it posts them. */
export function start(form) {
  const buttons = form.querySelectorAll("[name=theme]");
  for (const button of buttons) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      choose(button.value);
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    });
  }
}

function choose(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  remember("theme", theme);
}
