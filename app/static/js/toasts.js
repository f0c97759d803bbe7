// Short messages at the bottom: at most three, six seconds each, errors stay until closed.
import { draw } from "./draw.js";

const LIMIT = 3;
const STAY = 6000;
let region = null;

/** Takes over the page's region and shows what the server left there. */
export function start(element) {
  region = element;
  for (const note of element.querySelectorAll("[data-notice]")) {
    toast(note.textContent, note.dataset.notice);
    note.remove();
  }
}

/**
 * Shows a message; tone is "info", "good" or "bad". The words come from the server's markup.
 * action: {text, run} adds a button, for example to undo.
 */
export function toast(text, tone = "info", action = null) {
  if (!region) return;
  const element = draw(region.querySelector("template"), { text });
  element.dataset.tone = tone;
  const close = () => element.remove();
  element.querySelector(".toast__close").addEventListener("click", close);
  if (action) element.lastElementChild.before(button(action, close));
  region.querySelector(`[data-list="${tone === "bad" ? "alert" : "status"}"]`).append(element);
  const shown = [...region.querySelectorAll(".toast")];
  for (const old of shown.slice(0, -LIMIT)) old.remove();
  if (tone !== "bad") closeLater(element, close);
}

function button({ text, run }, close) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "toast__action";
  element.textContent = text;
  element.addEventListener("click", () => {
    close();
    run();
  });
  return element;
}

function closeLater(element, close) {
  let timer = setTimeout(close, STAY);
  const pause = () => clearTimeout(timer);
  const resume = () => {
    pause();
    timer = setTimeout(close, STAY);
  };
  for (const type of ["pointerenter", "focusin"]) element.addEventListener(type, pause);
  for (const type of ["pointerleave", "focusout"]) element.addEventListener(type, resume);
}
