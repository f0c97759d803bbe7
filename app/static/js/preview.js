// Shows what is typed into a form in its preview: [data-preview="name"] follows the field `name`.

/** Starts on the form. */
export function start(form) {
  const show = () => {
    for (const place of form.querySelectorAll("[data-preview]")) {
      place.textContent = form.elements[place.dataset.preview]?.value ?? "";
    }
  };
  form.addEventListener("input", show);
  show();
  return () => form.removeEventListener("input", show);
}
