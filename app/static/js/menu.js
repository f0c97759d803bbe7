// A <details> menu that closes as people expect: Esc, a click outside, focus that moves on.

/** Starts on the <details>. */
export function start(element) {
  const closeOutside = ({ target }) => {
    if (element.open && !element.contains(target)) element.open = false;
  };
  const closeOnEscape = (event) => {
    if (event.key !== "Escape" || !element.open) return;
    event.stopPropagation();
    element.open = false;
    element.querySelector("summary").focus();
  };
  document.addEventListener("click", closeOutside);
  element.addEventListener("keydown", closeOnEscape);
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !element.contains(relatedTarget)) element.open = false;
  });
  return () => document.removeEventListener("click", closeOutside);
}
