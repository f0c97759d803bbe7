// What one can do with a message: answer, copy, edit, delete for everybody. Without this, links and forms.

/** Starts on the room's <section>; `tools` are those of lazy.js. */
export function start(room, { rpc, toast }) {
  const words = room.dataset;
  const menus = () => [...room.querySelectorAll(".message__menu[open]")];
  const failed = (problem) => toast(problem.message, "bad");
  const restore = (line) => rpc("chat.restore", { message: idOf(line) }).catch(failed);
  const acts = {
    reply: (line) => tell(room, "reply", line),
    edit: (line) => tell(room, "edit", line),
    restore,
    async copy(line) {
      await navigator.clipboard.writeText(textOf(line)).catch(failed);
      toast(words.copied, "good");
    },
    async delete(line) {
      try {
        await rpc("chat.delete", { message: idOf(line) });
        toast(words.deletedWords, "info", { text: words.undo, run: () => restore(line) });
      } catch (problem) {
        failed(problem);
      }
    },
  };
  const click = (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
    const act = event.target.closest("[data-act]");
    const line = act?.closest("[data-message]");
    if (!line || !(act.dataset.act in acts) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act.closest("details")?.removeAttribute("open");
    acts[act.dataset.act](line);
  };
  const key = (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
    }
  };
  // What the server would refuse by now is not offered.
  const opened = ({ target }) => {
    if (!target.open) return;
    const line = target.closest("[data-message]");
    for (const act of target.querySelectorAll('[data-act="edit"], [data-act="delete"]')) {
      act.hidden = !isInTime(room, line, act.dataset.act);
    }
  };
  room.addEventListener("click", click);
  room.addEventListener("keydown", key);
  room.addEventListener("toggle", opened, true);
  room.dataset.acts = "ready";
  return () => {
    room.removeEventListener("click", click);
    room.removeEventListener("keydown", key);
    room.removeEventListener("toggle", opened, true);
  };
}

function tell(room, kind, line) {
  const author = line.querySelector('[data-field="author.name"]').textContent;
  const files = line.querySelectorAll("[data-files] > *").length;
  const detail = { kind, id: idOf(line), author, body: textOf(line), files };
  room
    .querySelector(".composer__form--reply")
    ?.dispatchEvent(new CustomEvent("composer:about", { detail }));
}

function isInTime(room, line, act) {
  const within = Number(act === "edit" ? room.dataset.editWithin : room.dataset.deleteWithin);
  const age = Date.now() - new Date(line.querySelector("[data-at]").dateTime);
  return line.dataset.mine === "true" && age < within * 1000;
}

function idOf(line) {
  return Number(line.dataset.message);
}

function textOf(line) {
  return line.querySelector("[data-body]").textContent;
}
