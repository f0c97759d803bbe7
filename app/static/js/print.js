// A button that prints the page.

/** Starts on the <button>. */
export function start(button) {
  const print = () => globalThis.print();
  button.addEventListener("click", print);
  return () => button.removeEventListener("click", print);
}
