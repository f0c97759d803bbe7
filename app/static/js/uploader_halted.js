// Files that a reload stopped half-way: what is said of them, and how they go on.
import { fileOf } from "./uploader_handles.js";
import { fingerprint } from "./uploader_memory.js";
import { fromList } from "./uploader_picking.js";

const KINDS = ["interrupted", "held"];

/** Listens to the notices above the rows and to the field that awaits the same files again. */
export function watchHalted(uploader, signal) {
  const field = uploader.part("again-field");
  const changed = () => {
    chosenAgain(uploader, fromList(field.files));
    field.value = "";
  };
  const clicked = ({ target }) => {
    if (target.closest('[data-choose], [data-action="choose"]')) field.click();
    if (!target.closest("[data-go-on]")) return;
    for (const row of uploader.rows) if (row.state === "held") row.resume();
  };
  field.addEventListener("change", changed, { signal });
  uploader.element.addEventListener("click", clicked, { signal });
}

/** Says above the rows how many files wait to be chosen again, or for one press. */
export function drawHalted(uploader) {
  for (const state of KINDS) {
    const notice = uploader.part(state);
    const count = [...uploader.rows].filter((row) => row.state === state).length;
    notice.hidden = count === 0;
    notice.querySelector("p").textContent = sentence(uploader, state, count);
  }
  if (uploader.part("interrupted").hidden) uploader.part("other").textContent = "";
}

/** Says it once, aloud. */
export function sayHalted(uploader) {
  for (const state of KINDS) {
    const count = [...uploader.rows].filter((row) => row.state === state).length;
    if (count > 0) uploader.summary.say(sentence(uploader, state, count));
  }
}

export function isHalted({ state }) {
  return KINDS.includes(state);
}

/** Goes on with a file whose place is known; one that is not as it was has to be chosen again. */
export async function goOn(row) {
  const { handle, name, uploader } = row;
  const file = await fileOf(handle);
  if (file && awaits(row, { file, name })) await uploader.add([{ file, name, handle }]);
  else row.become("interrupted", row.words.changed);
}

/** Tells whether a row stopped half-way with this very file. */
export function awaits(row, { file, name }) {
  const place = row.uploader.element.dataset;
  return isHalted(row) && row.previous.mark === fingerprint(place, name, file);
}

// What is chosen here is meant to go on; another file is not taken for it, nor sent unasked.
function chosenAgain(uploader, picked) {
  const known = (one) => [...uploader.rows].some((row) => awaits(row, one));
  const other = picked.find((one) => !known(one));
  const words = other ? uploader.words.other.replace("{name}", () => other.name) : "";
  uploader.part("other").textContent = words;
  if (words) uploader.summary.say(words);
  uploader.add(picked.filter(known));
}

function sentence({ words }, state, count) {
  return words[`all-${state}`].replace("{count}", count);
}
