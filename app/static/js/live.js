// The one live connection of this browser tab: channels, commands, and the truth about its state.

import { Centrifuge } from "centrifuge";
import { Channel } from "./channel.js";
import { isRefreshing, refresh } from "./live_refresh.js";

const ASLEEP = 90_000;
const LOOK = 10_000;

const channels = new Map();
const watchers = new Set();
let client = null;
let viewer = null;
let state = "connecting";
let awakeAt = 0;

/** Connects, also without an account; reconnects as somebody else after signing in or out. */
export function start() {
  const address = new URL(document.querySelector('meta[name="live-url"]').content, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  client = new Centrifuge(address.href, { minReconnectDelay: 500, maxReconnectDelay: 30_000 });
  client.on("connecting", () => tell("connecting"));
  client.on("connected", () => tell("connected"));
  client.on("disconnected", ({ code }) => code >= 3000 && tell("ended"));
  viewer = document.body.dataset.viewer;
  document.addEventListener("turbo:load", becomeViewer);
  document.addEventListener("visibilitychange", hurry);
  addEventListener("focus", hurry);
  addEventListener("pageshow", wake);
  document.addEventListener("resume", wake);
  setInterval(wake, LOOK);
  awakeAt = Date.now();
  client.connect();
}

/**
 * Listens to a channel from the position that the page was drawn at.
 * handlers: event(event, offset), reset() when events were lost for good (default: load the page
 * anew), presence(info) with {type: "join"|"leave", user, info}, gone() when the right was lost.
 * Returns stop().
 */
export function listen(channel, { epoch = "", offset = 0 } = {}, handlers = {}) {
  becomeViewer(); // before Turbo says that the page is loaded: its parts start earlier
  let shared = channels.get(channel);
  if (!shared) {
    shared = new Channel(client, channel, { epoch, offset: Number(offset) });
    channels.set(channel, shared);
  }
  const leave = shared.join({ reset: refresh, ...handlers }, { epoch, offset: Number(offset) });
  return () => {
    leave();
    if (!shared.isEmpty) return;
    shared.close();
    if (channels.get(channel) === shared) channels.delete(channel);
  };
}

/** Sends a command; resolves with its result, rejects with an Error that has `code` and `message`. */
export async function rpc(method, data) {
  try {
    return (await client.rpc(method, data)).data;
  } catch (problem) {
    throw Object.assign(new Error(problem?.message ?? String(problem)), {
      code: problem?.code ?? 0,
      temporary: problem?.temporary ?? (problem?.code ?? 0) < 100,
    });
  }
}

/** Who is on the channel now: a list of {user, info}, one for each connection. */
export async function presence(channel) {
  const { clients } = await client.presence(channel);
  return Object.values(clients).map(({ user, connInfo }) => ({ user, info: connInfo }));
}

/** Calls back at once and at each change: "connecting", "connected", "ended". Returns stop(). */
export function onState(callback) {
  watchers.add(callback);
  callback(state);
  return () => watchers.delete(callback);
}

/** Tells whether a channel still reads what it missed, or the page its state. */
export function isCatchingUp() {
  return isRefreshing() || [...channels.values()].some((channel) => channel.isCatchingUp);
}

function tell(next) {
  state = next;
  for (const callback of watchers) callback(state);
}

function becomeViewer() {
  if (document.body.dataset.viewer === viewer) return;
  viewer = document.body.dataset.viewer;
  reconnect();
}

// A person who looks at the page does not wait for the next attempt.
function hurry() {
  if (document.visibilityState === "visible" && client.state === "connecting") reconnect();
  else wake();
}

// A page whose clock stood still may hold a dead connection for a while without knowing it. Hidden
// pages have their timers run once a minute: that is no sleep.
function wake() {
  const slept = Date.now() - awakeAt;
  awakeAt = Date.now();
  if (slept > ASLEEP && client.state !== "disconnected") reconnect();
}

function reconnect() {
  client.disconnect();
  client.connect();
}
