// Puts the focus where the reader should look first, such as the summary of a form's errors.

/** Starts on the element that takes the focus. */
export function start(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}
