// The one page of an order: moves without a reload, and says once what has changed.
import { listen } from "./live.js";
import { refetcher } from "./refetch.js";

/** Follows the order's channel, and the studio's own where the page names one. */
export function start(element) {
  const { url, channel, epoch, offset, staffChannel, staffEpoch, staffOffset } = element.dataset;
  let said = words(element);
  const { soon, stop } = refetcher(element, url, () => {
    const now = words(element);
    if (now !== said) element.querySelector("[data-announce]").textContent = now;
    said = now;
  });
  const stops = [stop, listen(channel, { epoch, offset }, { event: soon, reset: soon })];
  if (staffChannel) {
    const place = { epoch: staffEpoch, offset: staffOffset };
    stops.push(listen(staffChannel, place, { event: soon, reset: soon }));
  }
  return () => {
    for (const end of stops) end();
  };
}

// The step and whose turn it is, in a sentence of the page.
function words(element) {
  const say = element.querySelector("[data-say]")?.textContent.trim() ?? "";
  const step = element.querySelector("[aria-current=step] .stepper__name")?.textContent.trim();
  const sentence = element.querySelector("[data-announce]").dataset.words;
  return step ? sentence.replace("{step}", () => step).replace("{turn}", () => say) : say;
}
