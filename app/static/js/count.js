// A counter beside a navigation link: follows its data-unread-rooms or data-turns.

/** Shows the number in the [data-count] child; nothing at zero. */
export function start(element) {
  const number = element.querySelector("[data-count]");
  const said = element.querySelector("[data-said]");
  const write = () => {
    const count = Number(element.dataset.unreadRooms ?? element.dataset.turns);
    element.hidden = count === 0;
    number.textContent = count > 99 ? "99+" : count;
    said.textContent = said.dataset.said.replace("{num}", number.textContent);
  };
  const watch = new MutationObserver(write);
  watch.observe(element, {
    attributes: true,
    attributeFilter: ["data-unread-rooms", "data-turns"],
  });
  write();
  return () => watch.disconnect();
}
