// Ready answers: "/" at the beginning of a message offers them, the chosen one fills the field.
import { suggest } from "./suggest.js";

const OFFERED = 8;

/** Starts on the list beside the message field; the server has drawn every answer into it. */
export function start(list) {
  const input = list.parentElement.querySelector("textarea");
  const find = (answers) => {
    const typed = /^\/(\S*)$/.exec(input.value)?.[1].toLowerCase();
    const fits = ({ dataset }) => typed !== undefined && dataset.shortcut.startsWith(typed);
    return answers.filter(fits).slice(0, OFFERED);
  };
  const take = (answer) => {
    input.value = answer.dataset.words;
  };
  return suggest(input, list, { find, take });
}
