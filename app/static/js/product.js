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
      if (answer.ok) {
        show(box, found);
        await offer(box.querySelector("[data-offer]"), found, asked.signal);
      }
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

function show(box, found) {
  box.querySelector("[data-shown]").hidden = !found.priced;
  box.querySelector("[data-quote]").hidden = found.priced;
  fill(box.querySelector("[data-shown]"), found);
  const row = box.querySelector("template");
  box.querySelector("[data-lines]").replaceChildren(...found.lines.map((line) => draw(row, line)));
}

// What a promo that runs now takes off this choice; its end is written anew by its <time>.
async function offer(place, { priced, amount }, signal) {
  const address = `${place.dataset.offer}&amount=${amount}`;
  const answer = priced ? await fetch(address, { signal }) : null;
  const found = answer?.ok ? await answer.json() : null;
  place.hidden = !found;
  if (!found) return;
  fill(place, found);
  const time = place.querySelector("time");
  time.replaceWith(time.cloneNode());
}

function complain(form, wrong) {
  for (const place of form.querySelectorAll("[data-error]")) {
    const words = wrong[place.dataset.error] ?? "";
    place.textContent = words;
    place.hidden = !words;
    place.closest(".field").classList.toggle("field--bad", Boolean(words));
  }
}
