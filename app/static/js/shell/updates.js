// A new version of the site: offered on pages that stay open, taken quietly by pages that are new already.
import { whenConnected } from "./line.js";

const HOUR = 3_600_000;
const RARELY = 600_000;

let looked = Date.now();
let isTaking = false;

/** Shows [data-update] of the element while another build waits than the one that drew the page. */
export function offerUpdates(element, registered) {
  const offer = element.querySelector("[data-update]");
  const controller = new AbortController();
  const { signal } = controller;
  const look = () => {
    looked = Date.now();
    registered.then((registration) => registration?.update()).catch(() => {}); // offline
  };
  registered.then((registration) => {
    if (!registration || signal.aborted) return;
    const propose = async () => {
      const next = registration.waiting;
      if (!next) return;
      if ((await versionOf(next)) === element.dataset.version)
        next.postMessage({ ask: "take over" });
      else offer.hidden = false;
    };
    const found = () => {
      const next = registration.installing;
      next?.addEventListener("statechange", () => next.state === "installed" && propose());
    };
    registration.addEventListener("updatefound", found, { signal });
    offer.querySelector("button").addEventListener("click", () => take(registration), { signal });
    propose();
  });
  const seen = () => {
    if (document.visibilityState === "visible" && Date.now() - looked > RARELY) look();
  };
  document.addEventListener("visibilitychange", seen, { signal });
  const timer = setInterval(look, HOUR);
  const unwatch = whenConnected(look); // after a restart, the moment at which there is news
  return () => {
    controller.abort();
    clearInterval(timer);
    unwatch();
  };
}

function take(registration) {
  if (!registration.waiting) location.reload();
  else if (!isTaking) {
    isTaking = true;
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    registration.waiting.postMessage({ ask: "take over" });
  }
}

function versionOf(worker) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage({ ask: "version" }, [port2]);
  });
}
