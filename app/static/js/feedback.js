// Lists of feedback and the page of one: drawn anew by the server when something happened to it.
import { listen } from "./live.js";
import { refetcher } from "./refetch.js";

/** Starts around parts with data-refresh; data-only keeps to one message's id. */
export function start(element) {
  const { channel, epoch, offset, only } = element.dataset;
  const { soon, stop: rest } = refetcher(element, location.href);
  const event = ({ type, data }) => {
    if (type.startsWith("feedback.") && (!only || String(data.id) === only)) soon();
  };
  const stop = listen(channel, { epoch, offset }, { event, reset: soon });
  return () => {
    rest();
    stop();
  };
}
