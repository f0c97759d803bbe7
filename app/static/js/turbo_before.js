// Runs just before Turbo: it puts its progress bar's <style> first in <head> as it loads.
const { head } = document;

head.insertBefore = (node, before) =>
  node.localName === "style" ? node : Node.prototype.insertBefore.call(head, node, before);
