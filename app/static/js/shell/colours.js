// The colour of the phone's status bar follows the switch between light and dark.
let watch = null;

/** Keeps every <meta name="theme-color"> at the page's paper once the reader has chosen colours. */
export function followColours() {
  watch ??= new MutationObserver(paint);
  watch.observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

function paint() {
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.content = paper;
}
