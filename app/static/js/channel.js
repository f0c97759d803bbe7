// One subscription shared by all listeners of a channel in this page, each at its own position.
const BATCH = 500;

export class Channel {
  #client;
  #subscription;
  #listeners = new Set();
  #epoch;
  #offset;

  constructor(client, name, { epoch, offset }) {
    this.#client = client;
    this.#epoch = epoch;
    this.#offset = offset;
    const since = epoch ? { since: { epoch, offset } } : {};
    this.#subscription = client.newSubscription(name, since);
    this.#subscription.on("publication", (publication) => this.#publish(publication));
    this.#subscription.on("subscribed", (context) => this.#subscribed(context));
    this.#subscription.on("unsubscribed", ({ code }) => code >= 100 && this.#tell("gone"));
    for (const type of ["join", "leave"]) {
      this.#subscription.on(type, ({ info }) => {
        this.#tell("presence", { type, user: info.user, info: info.connInfo });
      });
    }
    this.#subscription.subscribe();
  }

  get isEmpty() {
    return this.#listeners.size === 0;
  }

  get isCatchingUp() {
    return this.#subscription.state === "subscribing";
  }

  join(handlers, { epoch, offset }) {
    const listener = { handlers, offset };
    this.#listeners.add(listener);
    if (epoch && epoch === this.#epoch && offset < this.#offset) this.#catchUp(listener);
    return () => this.#listeners.delete(listener);
  }

  close() {
    this.#subscription.unsubscribe();
    this.#client.removeSubscription(this.#subscription);
  }

  // A listener that came later with an older page reads what the others already have.
  async #catchUp(listener) {
    const until = this.#offset;
    try {
      while (listener.offset < until && this.#listeners.has(listener)) {
        const since = { epoch: this.#epoch, offset: listener.offset };
        const { publications } = await this.#subscription.history({ since, limit: BATCH });
        if (publications.length === 0) break;
        for (const publication of publications) this.#give(listener, publication);
      }
    } catch {
      listener.handlers.reset();
    }
  }

  #publish(publication) {
    if (publication.offset) this.#offset = publication.offset;
    for (const listener of [...this.#listeners]) this.#give(listener, publication);
  }

  #give(listener, { data, offset }) {
    if (offset) {
      if (offset <= listener.offset) return;
      listener.offset = offset;
    }
    try {
      listener.handlers.event?.(data, offset);
    } catch (error) {
      console.error(`${data?.type} was not drawn`, error); // one bad drawing stops no other event
    }
  }

  #subscribed({ wasRecovering, recovered, streamPosition }) {
    if (streamPosition?.epoch) this.#epoch = streamPosition.epoch;
    if (wasRecovering && !recovered) this.#tell("reset");
    this.#tell("ready");
  }

  #tell(name, ...values) {
    for (const { handlers } of [...this.#listeners]) handlers[name]?.(...values);
  }
}
