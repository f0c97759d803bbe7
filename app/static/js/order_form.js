// The form of a new order: what is typed is kept and priced, items come and go without a reload.
const PAUSE = 300;

/** Has the server keep and price what the form holds; the server alone counts. */
export function start(form, { putInPlace }) {
  let timer = 0;
  let asked = 0;
  const ask = async (change, isRedraw) => {
    const mine = ++asked;
    const body = typed(form, change);
    const answer = await fetch(form.dataset.draftUrl, { method: "POST", body }).catch(() => null);
    if (mine !== asked) return;
    if (!answer?.ok) {
      form.querySelector('[data-refresh="saved"]').textContent = form.dataset.unsaved;
      return;
    }
    draw(form, await answer.text(), isRedraw, putInPlace);
  };
  const onInput = ({ target }) => {
    if (target.type === "file") return;
    clearTimeout(timer);
    if (target.matches("[data-redraw]")) ask("", true);
    else timer = setTimeout(() => ask("", false), PAUSE);
  };
  const onClick = (event) => {
    const button = event.target.closest('button[name="change"]');
    if (!button) return;
    event.preventDefault();
    ask(button.value, true);
  };
  const sent = () => ask("", false);
  form.addEventListener("uploader:ready", sent);
  form.addEventListener("input", onInput);
  form.addEventListener("click", onClick);
  if (isBehind(form)) ask("", true); // a product was chosen before this file was here
  return () => {
    clearTimeout(timer);
    form.removeEventListener("uploader:ready", sent);
    form.removeEventListener("input", onInput);
    form.removeEventListener("click", onClick);
  };
}

function isBehind(form) {
  const chosen = [...form.querySelectorAll("select[data-redraw]")].filter(({ value }) => value);
  return chosen.some(({ name }) => !form.elements[name.replace("-product", "-quantity")]);
}

function typed(form, change) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") fields.append(name, value);
  }
  fields.set("change", change);
  return fields;
}

function draw(form, html, isRedraw, putInPlace) {
  const focused = document.activeElement?.id;
  putInPlace(form, html, (part) => part.dataset.refresh === "lines" && !isRedraw);
  if (!isRedraw) drawPrices(form, html);
  if (focused) document.getElementById(focused)?.focus();
}

// While somebody types a quantity only the prices beside the items change.
function drawPrices(form, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const line of fresh.querySelectorAll("[data-line]")) {
    const place = form.querySelector(`[data-line="${line.dataset.line}"] [data-price]`);
    const price = line.querySelector("[data-price]");
    if (place && price) place.textContent = price.textContent;
  }
}
