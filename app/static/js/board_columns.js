// The columns of the board: where a card lies, and where it may lie next.

/** Puts a card into its new column at once; returns how to put it back. */
export function place(board, card, stage) {
  const column = board.querySelector(`[data-stage="${stage}"] [data-rows]`);
  if (!column) return () => {};
  const [home, next] = [card.parentElement, card.nextElementSibling];
  const hadFocus = card.contains(document.activeElement);
  const put = (list, before) => {
    list.insertBefore(card, before);
    for (const one of [home, column]) count(one);
    if (hadFocus) card.querySelector("a").focus();
  };
  put(column, column.firstElementChild);
  return () => put(home, next?.parentElement === home ? next : null);
}

function count(list) {
  list.closest("[data-stage]").querySelector("[data-count]").textContent = list.children.length;
}

/** Finds the nearest column on a side into which the card may go. */
export function neighbour(board, card, by) {
  const stages = [...board.querySelectorAll("[data-stage]")].map(({ dataset }) => dataset.stage);
  const allowed = card.dataset.moves.split(" ");
  const here = stages.indexOf(card.closest("[data-stage]")?.dataset.stage);
  const way = by > 0 ? stages.slice(here + 1) : stages.slice(0, Math.max(here, 0)).reverse();
  return way.find((stage) => allowed.includes(stage));
}

/** Says how a stage is called on this board. */
export function columnName(board, stage) {
  const column = board.querySelector(`[data-stage="${stage}"] [data-name]`);
  return column?.textContent ?? board.querySelector(`button[value="${stage}"]`)?.textContent ?? "";
}
