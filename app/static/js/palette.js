// The command palette (Ctrl/⌘ K): pages of the studio, and orders, people and rooms found by name.
import { draw } from "./draw.js";

const PAUSE = 180;
const SHORTEST = 2;

/** Starts on the <dialog>; the server has drawn the pages that this person may open. */
export function start(dialog, { Turbo }) {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector('[role="listbox"]');
  const said = dialog.querySelector("[data-said]");
  const template = dialog.querySelector("template");
  const pages = [...list.children];
  let timer = 0;
  let asked = 0;

  const options = () => [...list.children].filter((option) => !option.hidden);
  const chosen = () => list.querySelector('[aria-selected="true"]');
  const point = (option) => {
    for (const other of list.children) other.setAttribute("aria-selected", other === option);
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const shown = options();
    const at = shown.indexOf(chosen()) + by;
    if (shown.length) point(shown[(at + shown.length) % shown.length]);
  };
  const say = () => {
    const count = options().length;
    said.textContent = count ? "" : said.dataset.none;
    point(options()[0]);
  };
  const show = (found) => {
    for (const old of list.querySelectorAll("[data-found]")) old.remove();
    for (const [at, thing] of found.entries()) {
      const option = draw(template, { ...thing, kind: dialog.dataset[thing.kind] });
      option.id = `found-${at}`;
      list.append(option);
    }
    say();
  };
  const find = async () => {
    const words = input.value.trim();
    asked += 1;
    const mine = asked;
    const answer = await fetch(`${dialog.dataset.url}?query=${encodeURIComponent(words)}`).catch(
      () => null,
    );
    if (mine !== asked) return;
    if (answer?.ok) show((await answer.json()).found);
    else said.textContent = dialog.dataset.failed;
  };
  const look = () => {
    clearTimeout(timer);
    const words = plain(input.value);
    for (const page of pages) page.hidden = !plain(page.textContent).includes(words);
    if (words.length >= SHORTEST) timer = setTimeout(find, PAUSE);
    else {
      asked += 1;
      show([]);
    }
    point(options()[0]);
  };
  const go = (option) => {
    if (!option) return;
    dialog.close();
    Turbo.visit(option.href);
  };
  const open = () => {
    if (dialog.open) return dialog.close();
    if (document.querySelector("dialog:modal")) return;
    input.value = "";
    look();
    dialog.showModal();
    input.focus();
  };
  const pressed = (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter") go(chosen());
    else return;
    event.preventDefault();
  };
  const summoned = (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey)
      return;
    event.preventDefault();
    open();
  };
  const clicked = ({ target }) => {
    if (target.closest("[data-palette]")) open();
    else if (target === dialog) dialog.close();
    else if (dialog.contains(target) && target.closest("a")) dialog.close();
  };
  for (const opener of document.querySelectorAll("[data-palette]")) opener.hidden = false;
  input.addEventListener("input", look);
  input.addEventListener("keydown", pressed);
  document.addEventListener("keydown", summoned);
  document.addEventListener("click", clicked);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("keydown", summoned);
    document.removeEventListener("click", clicked);
  };
}

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").trim().toLowerCase();
}
