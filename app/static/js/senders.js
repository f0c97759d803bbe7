// Who is sending files right now, before any order exists: one line per person.
import { draw } from "./draw.js";

const FORGOTTEN = 20_000;

/** Keeps [data-senders] in step with the ephemeral channel "uploads". Returns stop(). */
export function startSenders(element, listen) {
  const list = element.querySelector("[data-senders]");
  const template = element.querySelector('[data-template="sender"]');
  const uploads = new Map();
  for (const row of list.querySelectorAll("[data-upload]")) {
    const { upload, owner, name, offset, length } = row.dataset;
    keep(uploads, upload, { id: owner, name }, Number(offset), Number(length));
  }
  const show = () => list.replaceChildren(...lines(uploads).map((line) => draw(template, line)));
  const sweep = setInterval(() => {
    for (const [id, { at }] of uploads) if (Date.now() - at > FORGOTTEN) uploads.delete(id);
    show();
  }, FORGOTTEN / 4);
  const stop = listen(
    "uploads",
    {},
    {
      event({ type, data }) {
        if (type === "upload.progress")
          keep(uploads, data.upload, data.owner, data.offset, data.length);
        else if (type === "upload.finished") uploads.delete(data.upload);
        else return;
        show();
      },
      reset() {},
    },
  );
  show();
  return () => {
    clearInterval(sweep);
    stop();
  };
}

function keep(uploads, id, owner, offset, length) {
  uploads.set(id, { owner, offset, length, at: Date.now() });
}

function lines(uploads) {
  const people = new Map();
  for (const { owner, offset, length } of uploads.values()) {
    const person = people.get(String(owner.id)) ?? {
      name: owner.name,
      count: 0,
      offset: 0,
      length: 0,
    };
    person.count += 1;
    person.offset += offset;
    person.length += length;
    people.set(String(owner.id), person);
  }
  return [...people.values()].map((person) => ({
    ...person,
    percent: person.length ? Math.floor((100 * person.offset) / person.length) : 0,
  }));
}
