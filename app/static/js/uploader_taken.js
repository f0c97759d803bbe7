// Files that a message takes along: what is not there yet goes on in its bubble.
const GOES = ["waiting", "sending", "checking", "away", "paused", "ready"];

/** Hands the rows to a message that asks with "uploader:take": its `take(row)` gets each of them. */
export function watchTaking(uploader, signal) {
  const take = ({ detail: message }) => {
    for (const row of listed(uploader).filter(({ state }) => GOES.includes(state))) {
      message.take(row);
      if (row.state === "ready") row.leave();
      else row.message = message;
    }
    uploader.summary.soon();
  };
  uploader.element.addEventListener("uploader:take", take, { signal });
}

/** Returns the rows that still stand in the uploader's own list. */
export function listed(uploader) {
  return [...uploader.rows].filter(({ message }) => !message);
}
