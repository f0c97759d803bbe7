// Files may be dropped anywhere on the page, or pasted: they go to the nearest uploader.
import { fromDrop, fromList, named } from "./uploader_picking.js";

const STILL = 800; // browsers repeat dragover more often while something hovers over the page

/** Listens on the whole page; of several uploaders each takes what is meant for it. */
export function watchDropping(uploader, signal) {
  const { element } = uploader;
  const zone = uploader.part("zone");
  const overlay = uploader.part("overlay");
  let timer = 0;
  let isOurs = false;
  const leave = () => {
    clearTimeout(timer);
    delete zone.dataset.over;
    if (overlay.matches(":popover-open")) overlay.hidePopover();
  };
  const hover = (event) => {
    if (isOurs || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (nearest(event.target) !== element) {
      leave();
      return;
    }
    zone.dataset.over = "true";
    if (!overlay.matches(":popover-open")) overlay.showPopover?.();
    clearTimeout(timer);
    timer = setTimeout(leave, STILL);
  };
  const drop = async (event) => {
    leave();
    if (isOurs || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (nearest(event.target) === element) uploader.add(await fromDrop(event.dataTransfer));
  };
  const paste = (event) => {
    const { files, types } = event.clipboardData;
    const isText = types.includes("text/plain") && event.target.matches("input, textarea");
    if (files.length === 0 || isText || nearest(event.target) !== element) return;
    event.preventDefault();
    uploader.add(named(fromList(files), uploader.words.pasted));
  };
  const drag = ({ type }) => {
    isOurs = type === "dragstart"; // a picture of the page itself is no file to send
  };
  const listeners = { dragover: hover, drop, paste, dragstart: drag, dragend: drag };
  for (const [type, listener] of Object.entries(listeners)) {
    document.addEventListener(type, listener, { signal });
  }
  signal.addEventListener("abort", leave);
}

/** Returns the uploader that something dropped or pasted at `target` is for. */
function nearest(target) {
  const start = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
  for (let place = start; place; place = place.parentElement) {
    const found = [...place.querySelectorAll('[data-start~="uploader"]')];
    if (place.matches('[data-start~="uploader"]')) return place;
    if (found.length > 0) return mainOf(found);
    if (place.matches("dialog")) return null;
  }
  return null;
}

// The one for any file, before those for one thing or for a message.
function mainOf(found) {
  const isOpen = (one) => !one.classList.contains("uploader--compact");
  return found.find((one) => isOpen(one) && !one.dataset.slot) ?? found.find(isOpen) ?? found[0];
}
