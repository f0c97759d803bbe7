// What the composer is about besides a new message: the one that it answers, or the one that it changes.

/**
 * Returns {kind, id, quote, end()} for a composer's <form>; kind is "", "reply" or "edit".
 * While a message is changed, what was being written waits and comes back.
 */
export function watchAbout(form, input, written) {
  const bar = form.querySelector("[data-about]");
  const state = { kind: "", id: 0, quote: null, end };
  let waiting = "";

  function end() {
    if (state.kind === "edit") input.value = waiting;
    Object.assign(state, { kind: "", id: 0, quote: null });
    form.elements.reply_to.value = "";
    bar.hidden = true;
    written();
  }
  const begin = ({ detail }) => {
    if (state.kind) end();
    const { kind, id, author, body, files } = detail;
    const title = kind === "edit" ? form.dataset.editing : author;
    bar.querySelector("[data-about-title]").textContent = title;
    bar.querySelector("[data-about-words]").textContent = body.slice(0, 140);
    bar.hidden = false;
    waiting = input.value;
    state.kind = kind;
    state.id = id;
    if (kind === "edit") input.value = body;
    else state.quote = { id, author: { name: author }, body, files };
    form.elements.reply_to.value = kind === "reply" ? id : "";
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
    written();
  };
  const left = (event) => {
    event.preventDefault();
    end();
    input.focus();
  };
  const pressed = (event) => {
    if (event.key === "Escape" && state.kind) left(event);
    else if (event.key === "ArrowUp" && !input.value && !state.kind) {
      const detail = lastOwn(form.closest(".room"));
      if (!detail) return;
      event.preventDefault();
      begin({ detail });
    }
  };
  if (form.elements.reply_to.value) {
    const id = Number(form.elements.reply_to.value);
    const said = (name) => bar.querySelector(`[data-about-${name}]`).textContent;
    Object.assign(state, { kind: "reply", id });
    state.quote = { id, author: { name: said("title") }, body: said("words") };
  }
  form.addEventListener("composer:about", begin);
  bar.querySelector("[data-about-end]").addEventListener("click", left);
  input.addEventListener("keydown", pressed);
  return state;
}

// The last message that is the viewer's own and may still be changed.
function lastOwn(room) {
  const own = [...room.querySelectorAll('.message[data-mine="true"][data-message]')];
  const line = own.filter(({ dataset }) => dataset.message && !("deleted" in dataset)).at(-1);
  if (!line) return null;
  const age = Date.now() - new Date(line.querySelector("[data-at]").dateTime);
  if (age > Number(room.dataset.editWithin) * 1000) return null;
  const body = line.querySelector("[data-body]").textContent;
  return { kind: "edit", id: Number(line.dataset.message), author: "", body };
}
