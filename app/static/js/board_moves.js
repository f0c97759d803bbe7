// What the board asks of people and of the server when a card moves.

/** Asks for a reason; resolves with nothing when the person thinks better of it. */
export function askReason(element) {
  const dialog = element.querySelector("dialog[data-reason]");
  const input = dialog.querySelector("input");
  input.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    const closed = () => resolve(dialog.returnValue === "move" ? input.value.trim() : "");
    dialog.addEventListener("close", closed, { once: true });
  });
}

/** Moves a job from the revision that the card shows; rejects with the server's words. */
export async function moveOnServer(card, to, reason) {
  const { job, rev } = card.dataset;
  const answer = await post(`/api/jobs/${job}/status`, { to, rev: Number(rev), reason });
  card.dataset.rev = answer.rev;
}

/** Takes the last move of a job back. */
export function undoOnServer(job) {
  return post(`/api/jobs/${job}/status/undo`, {});
}

async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  const given = await answer?.json().catch(() => null);
  if (answer?.ok) return given;
  throw new Error(given?.error?.message ?? "");
}
