// Light, dark or automatic, at once; a cookie keeps it, so that the server draws the next page right.
const YEAR = 31_536_000;

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
  const secure = location.protocol === "https:" ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox ESR
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? YEAR : 0}; samesite=lax${secure}`;
}
