// What the behaviours share: clients, tokens, waiting, and the server's own door.
import { Centrifuge } from "centrifuge";

const PATIENCE = 30_000;
const POLL = 20;

/** One behaviour's surroundings; `url` is the server's http address. */
export class Kit {
  #clients = [];

  constructor({ url, secret, websocket }) {
    this.url = url;
    this.secret = secret;
    this.websocket = websocket;
  }

  /** A client that is not connected yet, with the events it tells. */
  client(options = {}) {
    const address = `${this.url.replace("http", "ws")}/connection/websocket`;
    const client = new Centrifuge(address, {
      minReconnectDelay: 10,
      maxReconnectDelay: 100,
      ...(this.websocket ? { websocket: this.websocket } : {}),
      ...options,
    });
    client.heard = listen(client, "connecting", "connected", "disconnected", "error");
    this.#clients.push(client);
    return client;
  }

  /** A client that is connected; its `id` is the server's name for it. */
  async connected(options = {}) {
    const client = this.client(options);
    client.connect();
    client.id = (await client.heard.next("connected")).client;
    return client;
  }

  /** A subscription that has begun, with the events it tells. */
  async subscribed(client, channel, options = {}) {
    const subscription = this.subscription(client, channel, options);
    subscription.subscribe();
    subscription.first = await subscription.heard.next("subscribed");
    return subscription;
  }

  subscription(client, channel, options = {}) {
    const subscription = client.newSubscription(channel, {
      minResubscribeDelay: 10,
      maxResubscribeDelay: 100,
      ...options,
    });
    subscription.heard = listen(
      subscription,
      "subscribing",
      "subscribed",
      "unsubscribed",
      "publication",
      "join",
      "leave",
      "error",
    );
    return subscription;
  }

  /** A channel that nobody else uses. */
  channel(namespace = "room") {
    return `${namespace}:${crypto.randomUUID()}`;
  }

  /** Asks the server's own door. */
  async door(path, body = {}) {
    const answer = await fetch(`${this.url}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  publish(channel, ...items) {
    return this.door("publish", { channel, items });
  }

  /** A token with Centrifugo's claims, signed with HS256. */
  async token(claims, secret = this.secret) {
    const text = new TextEncoder();
    const body = [{ alg: "HS256", typ: "JWT" }, claims]
      .map((part) => base64url(text.encode(JSON.stringify(part))))
      .join(".");
    const hmac = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", text.encode(secret), hmac, false, ["sign"]);
    const mark = await crypto.subtle.sign("HMAC", key, text.encode(body));
    return `${body}.${base64url(new Uint8Array(mark))}`;
  }

  close() {
    for (const client of this.#clients) client.disconnect();
  }
}

/** Keeps what an emitter tells; `next(name)` gives each event of a name once, in order. */
export function listen(emitter, ...names) {
  const all = Object.fromEntries(names.map((name) => [name, []]));
  const taken = Object.fromEntries(names.map((name) => [name, 0]));
  for (const name of names) emitter.on(name, (context) => all[name].push(context));
  return {
    all,
    async next(name) {
      const place = taken[name]++;
      await until(() => all[name].length > place, `'${name}' number ${place + 1}`);
      return all[name][place];
    },
  };
}

/** Waits for a condition, which may be async. */
export async function until(condition, what = condition) {
  const end = Date.now() + PATIENCE;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(POLL);
  }
}

export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Fails unless both are the same as JSON. */
export function same(actual, expected) {
  const [left, right] = [actual, expected].map((value) => JSON.stringify(value));
  if (left !== right) throw new Error(`${left} is not ${right}`);
}

/** Returns the error that a promise ends with. */
export async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it was not refused");
}

/** What was published, without the envelope that every event has. */
export function bodies(subscription) {
  return subscription.heard.all.publication.map(({ data }) => data.data);
}

function base64url(bytes) {
  const plain = btoa(String.fromCharCode(...bytes));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
