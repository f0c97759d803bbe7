// Lists of feedback and the page of one: drawn anew by the server when something happened to it.
import { listen } from "./live.js";

/** Starts on the element to redraw; data-only keeps to one message's id. */
export function start(element) {
  const { channel, epoch, offset, only } = element.dataset;
  let timer = 0;
  const refetch = async () => {
    timer = 0;
    if (isWriting(element)) return;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(
      () => null,
    );
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector('[data-start="feedback"]');
    if (fresh && !isWriting(element)) element.replaceChildren(...fresh.childNodes);
  };
  const event = ({ type, data }) => {
    if (!type.startsWith("feedback.") || (only && String(data.id) !== only)) return;
    timer ||= setTimeout(refetch, 150 + Math.random() * 350);
  };
  const stop = listen(channel, { epoch, offset }, { event, reset: refetch });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

// An answer that is being typed is never thrown away; sending it later gets a clear refusal.
function isWriting(element) {
  return [...element.querySelectorAll("textarea")].some((area) => area.value);
}
