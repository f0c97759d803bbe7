// One subscription shared by all listeners of a channel in this page, each at its own position.
const BATCH = 500;
const AGAIN = 1000;

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
    return (
      this.#subscription.state === "subscribing" ||
      [...this.#listeners].some(({ isBehind }) => isBehind)
    );
  }

  join(handlers, { epoch, offset }) {
    const listener = { handlers, epoch, offset, isBehind: false };
    this.#listeners.add(listener);
    this.#level(listener);
    return () => this.#listeners.delete(listener);
  }

  close() {
    this.#subscription.unsubscribe();
    this.#client.removeSubscription(this.#subscription);
  }

  // A listener without a position hears what comes; one with an older page reads the rest first.
  #level(listener) {
    if (!this.#epoch || listener.isBehind) return;
    if (!listener.epoch) this.#place(listener);
    else if (listener.epoch !== this.#epoch) this.#reset(listener);
    else if (listener.offset < this.#offset) this.#catchUp(listener);
  }

  async #catchUp(listener) {
    listener.isBehind = true;
    while (this.#isLacking(listener)) {
      const since = { epoch: listener.epoch, offset: listener.offset };
      try {
        const { publications } = await this.#subscription.history({ since, limit: BATCH });
        if (!listener.isBehind) return; // it was reset meanwhile
        if (publications[0]?.offset !== listener.offset + 1) throw { code: 112 };
        for (const publication of publications) this.#give(listener, publication);
      } catch ({ code, temporary }) {
        if (code >= 100 && !temporary) return this.#reset(listener);
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
      }
    }
    listener.isBehind = false;
  }

  #isLacking(listener) {
    const isHeard = this.#listeners.has(listener) && this.#subscription.state !== "unsubscribed";
    return isHeard && listener.isBehind && listener.offset < this.#offset;
  }

  #publish(publication) {
    if (publication.offset) this.#offset = publication.offset;
    for (const listener of [...this.#listeners]) {
      if (!publication.offset || !listener.isBehind) this.#give(listener, publication);
    }
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
    const isLost = wasRecovering && !recovered;
    if (streamPosition && (isLost || !wasRecovering)) {
      this.#epoch = streamPosition.epoch;
      this.#offset = streamPosition.offset;
    }
    for (const listener of [...this.#listeners]) {
      if (isLost) this.#reset(listener);
      else this.#level(listener);
    }
    this.#tell("ready");
  }

  // What the listener reads anew is at least as new as where the channel stands now.
  #reset(listener) {
    this.#place(listener);
    listener.handlers.reset();
  }

  #place(listener) {
    Object.assign(listener, { epoch: this.#epoch, offset: this.#offset, isBehind: false });
  }

  #tell(name, ...values) {
    for (const { handlers } of [...this.#listeners]) handlers[name]?.(...values);
  }
}
