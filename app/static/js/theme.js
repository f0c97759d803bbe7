// Light, dark or automatic: kept in a cookie, so that the server draws the next page right at once.
const YEAR = 31_536_000;

/** Makes the buttons with data-theme-choice="light|dark|" choose. */
export function start(element) {
  const buttons = element.querySelectorAll("[data-theme-choice]");
  const mark = () => {
    const now = document.documentElement.dataset.theme ?? "";
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === now));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      choose(button.dataset.themeChoice);
      mark();
    });
  }
  mark();
}

function choose(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  const secure = location.protocol === "https:" ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox ESR
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? YEAR : 0}; samesite=lax${secure}`;
}
