// A <dialog> opened by any button with data-opens="its id"; Esc and its own button close it.

/** Starts on the <dialog>. */
export function start(element) {
  const open = (event) => {
    const opener = event.target.closest(`[data-opens="${element.id}"]`);
    if (!opener) return;
    event.preventDefault();
    element.showModal();
  };
  const closeOnBackdrop = ({ target }) => {
    if (target === element) element.close();
  };
  document.addEventListener("click", open);
  element.addEventListener("click", closeOnBackdrop);
  return () => document.removeEventListener("click", open);
}
