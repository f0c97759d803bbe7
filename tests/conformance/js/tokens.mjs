// Who a connection belongs to: tokens that are good, refused, spent, or cannot be had just now.
import { UnauthorizedError } from "centrifuge";
import { same } from "./kit.mjs";

export async function a_token_names_the_person(kit) {
  const token = await kit.token({ sub: "42", info: { name: "Ani", role: "operator" } });
  const client = await kit.connected({ token });
  const subscription = await kit.subscribed(client, kit.channel());
  const { clients } = await subscription.presence();
  same(Object.keys(clients), [client.id]);
  same(clients[client.id].user, "42");
  same(clients[client.id].connInfo, { id: 42, name: "Ani", role: "operator" });
}

export async function the_token_comes_from_a_function_once(kit) {
  let calls = 0;
  const getToken = async () => {
    calls += 1;
    return kit.token({ sub: "43" });
  };
  const client = await kit.connected({ getToken });
  await kit.door("cut", { client: client.id });
  await client.heard.next("connected");
  same(calls, 1);
}

export async function a_foreign_token_ends_it_for_good(kit) {
  for (const token of [
    await kit.token({ sub: "42" }, "somebody else's secret, as long"),
    "no token",
  ]) {
    const client = kit.client({ token });
    client.connect();
    same((await client.heard.next("disconnected")).code, 3500);
  }
}

export async function an_expired_token_is_replaced(kit) {
  let calls = 0;
  const getToken = async () => {
    calls += 1;
    return kit.token({ sub: "42", exp: now() + (calls === 1 ? -60 : 3600) });
  };
  const client = await kit.connected({ getToken });
  same([client.state, calls], ["connected", 2]);
}

export async function an_expired_token_without_a_source_ends_it(kit) {
  const client = kit.client({ token: await kit.token({ sub: "42", exp: now() - 60 }) });
  client.connect();
  same((await client.heard.next("disconnected")).code, 1);
}

export async function a_token_that_expires_on_the_way_is_replaced_and_nothing_is_lost(kit) {
  let calls = 0;
  const getToken = async () => {
    calls += 1;
    return kit.token({ sub: "42", exp: now() + (calls === 1 ? 2 : 3600) });
  };
  const client = await kit.connected({ getToken });
  await client.heard.next("connecting");
  const channel = kit.channel();
  const subscription = await kit.subscribed(client, channel);
  await kit.publish(channel, 1);
  same((await client.heard.next("connecting")).code, 3005);
  await kit.publish(channel, 2, 3);
  await client.heard.next("connected");
  for (const offset of [1, 2, 3]) {
    same((await subscription.heard.next("publication")).offset, offset);
  }
  same(calls, 2);
}

export async function a_source_that_fails_once_is_asked_again(kit) {
  let calls = 0;
  const getToken = async () => {
    calls += 1;
    if (calls === 1) throw new Error("the network is away");
    return kit.token({ sub: "42" });
  };
  await kit.connected({ getToken });
  same(calls, 2);
}

export async function a_source_that_refuses_ends_it(kit) {
  const getToken = async () => {
    throw new UnauthorizedError("signed out");
  };
  const client = kit.client({ getToken });
  client.connect();
  same((await client.heard.next("disconnected")).code, 1);
}

export async function a_channel_of_the_token_is_open_and_others_are_not(kit) {
  const mine = kit.channel("private");
  const client = await kit.connected({ token: await kit.token({ sub: "42", channels: [mine] }) });
  await kit.subscribed(client, mine);
  const foreign = kit.subscription(client, kit.channel("private"));
  foreign.subscribe();
  same((await foreign.heard.next("unsubscribed")).code, 103);
}

function now() {
  return Math.floor(Date.now() / 1000);
}
