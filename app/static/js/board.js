// The board: a card is dragged, moved by its menu, or by Shift and an arrow; it goes at once, and
// comes back when the server says no.
import { columnName, neighbour, place } from "./board_columns.js";
import { askReason, moveOnServer, undoOnServer } from "./board_moves.js";
import { mergeParts } from "./rows.js";

/** Follows the jobs of the board's channel. */
export function start(element, { listen, refetcher, toast }) {
  const { url, channel, epoch, offset } = element.dataset;
  const board = element.querySelector("[data-board]");
  const announce = element.querySelector("[data-announce]");
  let dragged = null;
  let later = "";

  const isBusy = () => dragged || board.querySelector("details[open]");
  const put = (_, html) => {
    later = html;
    if (isBusy()) return;
    const fresh = new DOMParser().parseFromString(html, "text/html");
    mergeParts(board, fresh);
    board.hidden = board.querySelector("[data-row]") === null;
    later = "";
  };
  const settle = () => setTimeout(() => later && put(board, later));
  const { soon, stop } = refetcher(board, url, () => {}, put);
  const say = (name, card, stage) => {
    const words = element.dataset[name]
      .replace("{code}", card.dataset.code)
      .replace("{stage}", columnName(board, stage));
    announce.textContent = words;
    return words;
  };
  const refuse = (words) => {
    announce.textContent = words;
    toast(words, "bad");
  };
  const move = async (card, stage, given = "") => {
    const { job, moves, explained } = card.dataset;
    if (!moves.split(" ").includes(stage)) return refuse(say("refused", card, stage));
    const isExplained = explained.split(" ").includes(stage);
    const reason = given || (isExplained ? await askReason(element) : "");
    if (isExplained && !reason) return;
    const goBack = place(board, card, stage);
    try {
      await moveOnServer(card, stage, reason);
    } catch (problem) {
      goBack();
      return refuse(problem.message || element.dataset.failed);
    } finally {
      soon();
    }
    const undo = async () => {
      try {
        const answer = await undoOnServer(job);
        say("back", card, answer.jobs.find(({ id }) => String(id) === job).status);
      } catch (problem) {
        refuse(problem.message || element.dataset.failed);
      }
      soon();
    };
    toast(say("moved", card, stage), "good", { text: element.dataset.undo, run: undo });
  };

  const submitted = (event) => {
    const card = event.target.closest("[data-job]");
    if (!card) return;
    event.preventDefault();
    event.target.closest("details").open = false;
    move(card, event.submitter.value, event.target.elements.reason?.value);
  };
  const pressed = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const card = event.target.closest?.("[data-job]");
    if (!by || !event.shiftKey || !card || event.target.matches("input")) return;
    event.preventDefault();
    const to = neighbour(board, card, by);
    if (to) move(card, to);
    else refuse(say("refused", card, ""));
  };
  const lift = (event) => {
    dragged = event.target.closest?.("[data-job]") ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.code);
    for (const column of board.querySelectorAll("[data-stage]")) {
      column.toggleAttribute(
        "data-open",
        dragged.dataset.moves.split(" ").includes(column.dataset.stage),
      );
    }
  };
  const over = (event) => {
    if (dragged && event.target.closest("[data-stage][data-open]")) event.preventDefault();
  };
  const drop = (event) => {
    const column = event.target.closest("[data-stage]");
    if (!dragged || !column) return;
    event.preventDefault();
    move(dragged, column.dataset.stage);
  };
  const end = () => {
    dragged = null;
    for (const column of board.querySelectorAll("[data-open]")) column.removeAttribute("data-open");
    settle();
  };
  const handlers = {
    submit: submitted,
    keydown: pressed,
    dragstart: lift,
    dragover: over,
    drop,
    dragend: end,
  };
  for (const [type, handler] of Object.entries(handlers)) board.addEventListener(type, handler);
  board.addEventListener("toggle", settle, true);
  const leave = listen(channel, { epoch, offset }, { event: soon, reset: soon });
  return () => {
    leave();
    stop();
  };
}
