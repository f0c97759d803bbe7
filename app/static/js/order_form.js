// The form of a new order: prices follow what is typed, items come and go without a reload.
import { putInPlace } from "./refetch.js";

const PAUSE = 300;

/** Asks the server for the price of what the form holds; the server alone counts. */
export function start(form) {
  let timer = 0;
  let asked = 0;
  const ask = async (change, isRedraw) => {
    const mine = ++asked;
    const answer = await fetch(form.dataset.priceUrl, {
      method: "POST",
      body: typed(form, change),
    });
    if (!answer.ok || mine !== asked) return;
    draw(form, await answer.text(), isRedraw);
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
  form.addEventListener("input", onInput);
  form.addEventListener("click", onClick);
  return () => {
    clearTimeout(timer);
    form.removeEventListener("input", onInput);
    form.removeEventListener("click", onClick);
  };
}

function typed(form, change) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") fields.append(name, value);
  }
  fields.set("change", change);
  return fields;
}

function draw(form, html, isRedraw) {
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
