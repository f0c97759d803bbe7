// Turbo without its progress bar, whose own <style> our content policy forbids;
// the colour bar of the page shows the waiting instead (layout.css).
import "./turbo_before.js";
import * as Turbo from "@hotwired/turbo";

delete document.head.insertBefore;
Turbo.config.drive.progressBarDelay = 2 ** 31 - 1;

// Who follows another link while an answer is read ends that reading, and Turbo leaves it uncaught.
addEventListener("unhandledrejection", (event) => {
  if (event.reason?.name === "AbortError") event.preventDefault();
});

export { Turbo };
