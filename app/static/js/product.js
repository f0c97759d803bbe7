// Keeps the price of a product in step with what is chosen; the words come from the server.
import { draw, fill } from "./draw.js";

const PAUSE = 200;

/** Starts on the product; its form also works as a plain GET. */
export function start(element) {
  const form = element.querySelector(".choice");
  const box = element.querySelector("[data-price]");
  let timer = 0;
  let asked = null;

  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = `${element.dataset.priceUrl}?${new URLSearchParams(new FormData(form))}`;
    try {
      const answer = await fetch(address, {
        signal: asked.signal,
        headers: { Accept: "application/json" },
      });
      const found = await answer.json();
      if (answer.ok) show(box, found, await offered(box, found, asked.signal));
      complain(form, answer.ok ? {} : (found.error?.fields ?? {}));
      box.classList.toggle("price--stale", !answer.ok);
    } catch (problem) {
      if (problem.name !== "AbortError") box.classList.add("price--stale");
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };

  form.querySelector("[data-calculate]")?.setAttribute("hidden", "");
  form.addEventListener("input", later);
  return () => {
    clearTimeout(timer);
    asked?.abort();
    form.removeEventListener("input", later);
  };
}

function show(box, found, promo) {
  const total = box.querySelector("[data-shown]");
  const place = box.querySelector("[data-offer]");
  total.hidden = !found.priced;
  place.hidden = !promo;
  box.querySelector("[data-quote]").hidden = found.priced;
  fill(total, { ...found, was_text: found.amount_text, ...promo, whole: !promo });
  if (promo) {
    fill(place, promo);
    const time = place.querySelector("time"); // which writes its words anew when it starts
    time.replaceWith(time.cloneNode());
  }
  const row = box.querySelector("template");
  const off = promo ? [{ label: promo.title, amount_text: promo.off_text }] : [];
  const lines = [...found.lines, ...off].map((line) => draw(row, line));
  box.querySelector("[data-lines]").replaceChildren(...lines);
}

// What a promo that runs now takes off this choice.
async function offered(box, { priced, amount, quantity }, signal) {
  if (!priced) return null;
  const address = box.querySelector("[data-offer]").dataset.offer;
  const answer = await fetch(`${address}&amount=${amount}&quantity=${quantity}`, { signal });
  return answer.ok ? answer.json() : null;
}

function complain(form, wrong) {
  for (const place of form.querySelectorAll("[data-error]")) {
    const words = wrong[place.dataset.error] ?? "";
    place.textContent = words;
    place.hidden = !words;
    place.closest(".field").classList.toggle("field--bad", Boolean(words));
  }
}
