// Calling a colleague in an internal note: @ and a part of the name offers whom it can mean.
import { suggest } from "./suggest.js";

const CALL = /(?<![\p{L}\p{N}_@])@([\p{L}\p{N}_'.-]*(?: [\p{L}\p{N}_'.-]*)?)$/u;
const OFFERED = 6;

/** Starts on the note's <form>; the server has drawn every colleague into [data-people]. */
export function start(form) {
  const input = form.elements.body;
  const find = (people) => {
    const typed = called(input);
    return typed === null ? [] : people.filter((one) => fits(one, typed)).slice(0, OFFERED);
  };
  const take = (person) => {
    const end = input.selectionEnd;
    const begin = end - called(input).length;
    input.setRangeText(`${person.dataset.name} `, begin, end, "end");
  };
  return suggest(input, form.querySelector("[data-people]"), { find, take });
}

// What stands between the last @ and the cursor, or null when nobody is being called.
function called(input) {
  if (input.selectionStart !== input.selectionEnd) return null;
  return CALL.exec(input.value.slice(0, input.selectionEnd))?.[1] ?? null;
}

function fits(person, typed) {
  const name = plain(person.dataset.name);
  const wanted = plain(typed);
  if (name === wanted.trim() && wanted.endsWith(" ")) return false;
  return name.startsWith(wanted) || name.split(" ").some((word) => word.startsWith(wanted));
}

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
