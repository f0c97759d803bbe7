// The form of a new order, one step at a time: the address says which, so that back goes one step back.
// Without this all steps stand below each other.

const FILES = 1;

/** Starts on the form. */
export function start(form) {
  const steps = [...form.querySelectorAll("[data-step]")];
  const links = steps.map(({ id }) => form.querySelector(`.order-steps__link[href="#${id}"]`));
  let here = -1;

  const wanted = () => steps.findIndex(({ id }) => `#${id}` === location.hash);
  const wrong = () =>
    steps.findIndex((step) => step.querySelector(".field__error:not([hidden], :empty)"));
  const show = (place) => {
    const isFirst = here < 0;
    if (place === here) return;
    here = place;
    for (const [at, step] of steps.entries()) {
      step.hidden = at !== here;
      links[at].dataset.state = at < here ? "done" : at === here ? "current" : "coming";
      if (at === here) links[at].setAttribute("aria-current", "step");
      else links[at].removeAttribute("aria-current");
    }
    if (isFirst) return;
    steps[here].querySelector("h2").focus({ preventScroll: true });
    form.scrollIntoView({ block: "start" });
  };
  const moved = () => show(Math.max(0, wanted()));
  const { pathname, search } = location;
  // Turbo would load this page anew for a step back, and lose what was typed a moment ago.
  const stepped = (event) => {
    if (location.pathname !== pathname || location.search !== search) return;
    event.stopImmediatePropagation();
    moved();
  };
  // The last step opens only once there is something to make, and nothing wrong with it.
  const click = (event) => {
    const link = event.target.closest('a[href^="#step-"]');
    const lack = link?.hash === `#${steps.at(-1).id}` && lacking(steps[0]);
    if (!lack) return;
    event.preventDefault();
    links[0].click();
    show(0);
    lack.focus();
  };
  // The list of errors above the form leads to fields that may stand in another step.
  const led = ({ target }) => {
    const link = target.closest('a[href^="#"]');
    const step = link && document.getElementById(link.hash.slice(1))?.closest("[data-step]");
    if (step && !form.contains(link)) show(steps.indexOf(step));
  };
  const toFiles = () => here === FILES || links[FILES].click();
  const dropped = ({ dataTransfer, clipboardData }) => {
    if ((dataTransfer ?? clipboardData)?.files.length) toFiles();
  };
  // The form waits for files: they are in sight then.
  const submitted = (event) => {
    const isWaiting = steps[FILES].querySelector('[data-part="wait"]')?.hidden === false;
    if (event.defaultPrevented && isWaiting) toFiles();
  };
  form.dataset.steps = "on";
  form.addEventListener("click", click);
  form.addEventListener("submit", submitted);
  document.addEventListener("click", led, true);
  document.addEventListener("drop", dropped);
  document.addEventListener("paste", dropped);
  addEventListener("hashchange", moved);
  addEventListener("popstate", stepped, true);
  const isEarly = wanted() === steps.length - 1 && lacking(steps[0]);
  show(Math.max(0, wrong() >= 0 ? wrong() : isEarly ? 0 : wanted()));
  return () => {
    form.removeEventListener("click", click);
    form.removeEventListener("submit", submitted);
    document.removeEventListener("click", led, true);
    document.removeEventListener("drop", dropped);
    document.removeEventListener("paste", dropped);
    removeEventListener("hashchange", moved);
    removeEventListener("popstate", stepped, true);
  };
}

// The first field of the items that has to be looked at, or nothing.
function lacking(items) {
  const bad = items.querySelector(".field--bad :is(input, select)");
  const chosen = [...items.querySelectorAll('select[name$="-product"]')].some(({ value }) => value);
  return bad ?? (chosen ? null : items.querySelector('select[name$="-product"]'));
}
