// Listening to channels: beginning, ending, racing, publishing, and who else is there.
import { bodies, pause, refusal, same, until } from "./kit.mjs";

export async function subscribes_and_unsubscribes(kit) {
  const client = await kit.connected();
  const subscription = await kit.subscribed(client, kit.channel());
  same([subscription.first.recoverable, subscription.first.positioned], [true, true]);
  subscription.unsubscribe();
  same((await subscription.heard.next("unsubscribed")).code, 0);
  await until(
    async () => (await kit.door("sockets", { channel: subscription.channel })).sockets === 0,
  );
}

export async function a_subscribe_unsubscribe_loop_ends_as_it_was_left(kit) {
  const client = await kit.connected();
  const channel = kit.channel();
  const subscription = kit.subscription(client, channel);
  const listening = async () => (await kit.door("sockets", { channel })).sockets;
  for (let turn = 0; turn < 20; turn++) {
    subscription.subscribe();
    subscription.unsubscribe();
  }
  subscription.subscribe();
  await subscription.heard.next("subscribed");
  await until(async () => (await listening()) === 1);
  same((await subscription.presenceStats()).numClients, 1);
  subscription.unsubscribe();
  await until(async () => (await listening()) === 0);
  await until(async () => (await client.presenceStats(channel)).numClients === 0);
  same([subscription.state, client.state], ["unsubscribed", "connected"]);
}

export async function unsubscribing_while_connecting_again_is_kept(kit) {
  const client = await kit.connected();
  const subscription = kit.subscription(client, kit.channel());
  subscription.subscribe();
  client.disconnect();
  client.connect();
  subscription.unsubscribe();
  await client.ready();
  await pause(50);
  same(subscription.state, "unsubscribed");
  subscription.subscribe();
  await subscription.heard.next("subscribed");
}

export async function unsubscribing_before_the_connect_reply_is_kept(kit) {
  const client = kit.client();
  const channel = kit.channel();
  const subscription = kit.subscription(client, channel);
  client.on("__centrifuge_debug:connect_frame_sent", () => subscription.unsubscribe());
  subscription.subscribe();
  client.connect();
  await client.ready();
  same((await client.rpc("echo", 1)).data, 1);
  same([subscription.state, (await kit.door("sockets", { channel })).sockets], ["unsubscribed", 0]);
  subscription.subscribe();
  await subscription.heard.next("subscribed");
}

export async function forty_channels_on_one_connection(kit) {
  const client = kit.client();
  const all = Array.from({ length: 40 }, () => kit.subscription(client, kit.channel()));
  for (const subscription of all) subscription.subscribe();
  client.connect();
  for (const subscription of all) await subscription.heard.next("subscribed");
  await Promise.all(all.map(({ channel }, place) => kit.publish(channel, { place })));
  for (const [place, subscription] of all.entries()) {
    same((await subscription.heard.next("publication")).data.data, { place });
  }
  for (const subscription of all) subscription.unsubscribe();
  client.disconnect();
  for (const subscription of all) same((await subscription.heard.next("unsubscribed")).code, 0);
}

export async function a_closed_channel_is_refused(kit) {
  const client = await kit.connected();
  const subscription = kit.subscription(client, "nobody:here");
  subscription.subscribe();
  same((await subscription.heard.next("unsubscribed")).code, 103);
  same(client.state, "connected");
}

export async function what_a_client_publishes_reaches_everybody_once(kit) {
  const channel = kit.channel();
  const [ani, budi] = [await kit.connected(), await kit.connected()];
  const [hers, his] = [await kit.subscribed(ani, channel), await kit.subscribed(budi, channel)];
  await hers.publish({ my: "words" });
  for (const subscription of [hers, his]) {
    const { data, offset, info } = await subscription.heard.next("publication");
    same([data, offset ?? 0, info.client], [{ my: "words" }, 0, ani.id]);
  }
  await his.publish("second");
  for (const subscription of [hers, his]) {
    const { data, info } = await subscription.heard.next("publication");
    same([data, info.client], ["second", budi.id]);
  }
}

export async function publishing_is_refused_where_it_is_not_allowed(kit) {
  const client = await kit.connected();
  const subscription = await kit.subscribed(client, kit.channel("plain"));
  same((await refusal(subscription.publish({ my: "words" }))).code, 103);
  same((await refusal(client.publish(kit.channel(), "not subscribed"))).code, 103);
}

export async function what_the_server_publishes_comes_in_order(kit) {
  const client = await kit.connected();
  const subscription = await kit.subscribed(client, kit.channel());
  const items = Array.from({ length: 200 }, (_, number) => number + 1);
  for (let from = 0; from < 200; from += 20) {
    await kit.publish(subscription.channel, ...items.slice(from, from + 20));
  }
  await until(() => bodies(subscription).length === 200, "200 events");
  same(bodies(subscription), items);
  same(
    subscription.heard.all.publication.map(({ offset }) => offset),
    items,
  );
}

export async function presence_counts_sockets_and_people(kit) {
  const channel = kit.channel();
  const tokens = await Promise.all(["1", "1", "2"].map((sub) => kit.token({ sub })));
  const clients = [];
  for (const token of tokens) clients.push(await kit.connected({ token }));
  const [first] = await Promise.all(clients.map((client) => kit.subscribed(client, channel)));
  const { numClients, numUsers } = await first.presenceStats();
  same([numClients, numUsers], [3, 2]);
  const here = (await first.presence()).clients;
  same(Object.keys(here).sort(), clients.map(({ id }) => id).sort());
  same(
    clients.map(({ id }) => here[id].user),
    ["1", "1", "2"],
  );
}

export async function who_comes_and_goes_is_told(kit) {
  const channel = kit.channel();
  const ani = await kit.connected({ token: await kit.token({ sub: "1" }) });
  const budi = await kit.connected({ token: await kit.token({ sub: "2" }) });
  const hers = await kit.subscribed(ani, channel);
  await kit.subscribed(budi, channel);
  const told = async (kind) => {
    for (;;) {
      const { info } = await hers.heard.next(kind);
      if (info.user === "2") return info.client;
    }
  };
  same(await told("join"), budi.id);
  budi.disconnect();
  same(await told("leave"), budi.id);
}

export async function presence_is_refused_where_nobody_may_listen(kit) {
  const client = await kit.connected();
  same((await refusal(client.presence("nobody:here"))).code, 103);
  same((await refusal(client.presenceStats("nobody:here"))).code, 103);
  same((await refusal(client.presence(kit.channel("plain")))).code, 108);
}

export async function the_server_ends_a_subscription_for_good(kit) {
  const client = await kit.connected();
  const subscription = await kit.subscribed(client, kit.channel());
  const { channel } = subscription;
  await kit.door("unsubscribe", { channel, code: 2000 });
  same((await subscription.heard.next("unsubscribed")).code, 2000);
  await kit.publish(channel, "unheard");
  same((await client.rpc("echo", 1)).data, 1);
  same([subscription.state, bodies(subscription)], ["unsubscribed", []]);
}

export async function the_server_asks_to_subscribe_again_and_nothing_is_lost(kit) {
  const client = await kit.connected();
  const subscription = await kit.subscribed(client, kit.channel());
  const { channel } = subscription;
  await subscription.heard.next("subscribing");
  await kit.publish(channel, 1);
  await kit.door("unsubscribe", { channel, code: 2500 });
  await kit.publish(channel, 2);
  same((await subscription.heard.next("subscribing")).code, 2500);
  same((await subscription.heard.next("subscribed")).recovered, true);
  await kit.publish(channel, 3);
  await until(() => bodies(subscription).length === 3, "three events");
  same(bodies(subscription), [1, 2, 3]);
}
