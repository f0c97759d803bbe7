// Lists of orders and jobs brought up to date row by row, so that what somebody looks at stays where it is.

/** Makes every [data-refresh] of `root` like the fresh one; returns the rows that are new. */
export function mergeParts(root, fresh) {
  const added = [];
  for (const part of fresh.querySelectorAll("[data-refresh]")) {
    const old = root.querySelector(`[data-refresh="${part.dataset.refresh}"]`);
    const [list, wanted] = [rowsIn(old), rowsIn(part)];
    if (!old) continue;
    if (list && wanted) {
      added.push(...mergeRows(list, wanted));
      old.querySelector("[data-title]")?.replaceWith(taken(part.querySelector("[data-title]")));
    } else {
      const next = taken(part);
      if (wanted) added.push(...rowsIn(next).children);
      old.replaceWith(next);
    }
  }
  return added;
}

/** Changes rows in place and marks those that are gone; none is added, moved or taken away. */
export function updateRows(root, fresh, goneWords) {
  const wanted = byKey(fresh);
  for (const [id, row] of byKey(root)) {
    const next = wanted.get(id);
    const left = row.closest("[data-refresh]").dataset.refresh;
    if (next?.closest("[data-refresh]").dataset.refresh === left) changed(row, next);
    else markGone(row, goneWords(row));
  }
}

/** Lists the fresh rows of orders that wait and are not yet shown. */
export function newRows(root, fresh) {
  const shown = byKey(root);
  const rows = fresh.querySelectorAll('[data-refresh="waiting"] [data-row]');
  return [...rows].filter((row) => !shown.has(row.dataset.row));
}

function mergeRows(list, wanted) {
  const old = byKey(list);
  const added = [];
  const rows = [...wanted.children].map((row) => {
    const here = old.get(row.dataset.row);
    if (here) return changed(here, row);
    added.push(taken(row));
    return added.at(-1);
  });
  for (const row of [...list.children]) if (!rows.includes(row)) row.remove();
  for (const [at, row] of rows.entries()) {
    if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
  }
  return added;
}

// A row that is the same stays the same element, with its mark and its focus.
function changed(row, next) {
  if (bare(row) === bare(next)) return row;
  const focus = row.contains(document.activeElement) ? document.activeElement.localName : "";
  const fresh = taken(next);
  const [mark, freshMark] = [row, fresh].map((one) => one.querySelector("input[type=checkbox]"));
  if (mark?.checked && freshMark) freshMark.checked = true;
  row.replaceWith(fresh);
  if (focus) fresh.querySelector(focus)?.focus();
  return fresh;
}

function markGone(row, words) {
  if (row.classList.contains("feed__row--gone")) return;
  row.classList.add("feed__row--gone");
  for (const control of row.querySelectorAll("button, input")) control.disabled = true;
  const said = row.querySelector("[data-said]");
  if (said) said.textContent = words;
}

function bare(row) {
  const copy = row.cloneNode(true);
  copy.classList.remove("feed__row--new");
  return copy.outerHTML;
}

function byKey(root) {
  const rows = root.querySelectorAll("[data-row]");
  return new Map([...rows].map((row) => [row.dataset.row, row]));
}

function rowsIn(part) {
  return part?.querySelector("[data-rows]") ?? null;
}

function taken(element) {
  return document.importNode(element, true);
}
