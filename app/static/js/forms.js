// A form that is on its way looks so and is not sent twice; its idempotency_key stays the same,
// so that even a second arrival counts once.

/** Watches every form of the page. */
export function watchForms() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("turbo:submit-end", ({ target }) =>
    target.removeAttribute("aria-busy"),
  );
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll('form[aria-busy="true"]')) {
      form.removeAttribute("aria-busy");
    }
  });
}

function onSubmit(event) {
  const form = event.target;
  if (form.method === "dialog" || form.method === "get" || form.dataset.busy === "own") return;
  if (form.getAttribute("aria-busy") === "true") event.preventDefault();
  else if (!event.defaultPrevented) form.setAttribute("aria-busy", "true");
}
