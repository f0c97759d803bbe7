// The form around an uploader: which files go with it, and what holds it or the page back.

/** Keeps a form from going without its files, and a page from being left by mistake. */
export function watchLeaving(uploader, signal) {
  const submit = (event) => {
    if (!uploader.isMoving() || "ahead" in uploader.element.dataset) return;
    event.preventDefault();
    uploader.part("wait").hidden = false;
  };
  const unload = (event) => {
    if (uploader.isSending()) event.preventDefault();
  };
  const visit = (event) => {
    if (uploader.isSending() && !confirm(uploader.words.leave)) event.preventDefault();
  };
  uploader.form?.addEventListener("submit", submit, { signal, capture: true });
  addEventListener("beforeunload", unload, { signal });
  document.addEventListener("turbo:before-visit", visit, { signal });
}

/** Lets the form take a ready file with it. */
export function keepField(element, id) {
  if (element.querySelector(`[data-upload="${id}"]`)) return;
  const hidden = document.createElement("input");
  Object.assign(hidden, { type: "hidden", name: "uploads", value: id });
  hidden.dataset.upload = id;
  element.append(hidden);
}

/** Returns the files that the form has from the server, after a refusal. */
export function keptFields(element) {
  return [...element.querySelectorAll("[data-upload]")].map(({ value }) => value);
}

export function dropField(element, id) {
  if (id) element.querySelector(`[data-upload="${id}"]`)?.remove();
}
