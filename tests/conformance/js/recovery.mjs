// What was missed comes exactly once and in order, or the client is told that it is gone.
import { bodies, same, until } from "./kit.mjs";

const row = (count, from = 1) => Array.from({ length: count }, (_, place) => from + place);

export async function after_a_disconnect(kit) {
  const { client, subscription, channel } = await listening(kit);
  await kit.publish(channel, 1);
  await subscription.heard.next("publication");
  client.disconnect();
  await kit.publish(channel, 2, 3, 4);
  client.connect();
  const { wasRecovering, recovered } = await subscription.heard.next("subscribed");
  same([wasRecovering, recovered], [true, true]);
  await kit.publish(channel, 5);
  await until(() => bodies(subscription).length >= 5, "five events");
  same(bodies(subscription), row(5));
}

export async function after_unsubscribing(kit) {
  const { subscription, channel } = await listening(kit);
  await kit.publish(channel, 1);
  await subscription.heard.next("publication");
  subscription.unsubscribe();
  await kit.publish(channel, 2, 3);
  subscription.subscribe();
  same((await subscription.heard.next("subscribed")).recovered, true);
  await until(() => bodies(subscription).length >= 3, "three events");
  same(bodies(subscription), row(3));
}

export async function when_nothing_was_missed(kit) {
  const { client, subscription } = await listening(kit);
  client.disconnect();
  client.connect();
  const { wasRecovering, recovered } = await subscription.heard.next("subscribed");
  same([wasRecovering, recovered, bodies(subscription)], [true, true, []]);
}

export async function from_a_position_that_the_page_knew(kit) {
  const channel = kit.channel();
  const { epoch, offset } = await kit.publish(channel, 1, 2);
  await kit.publish(channel, 3, 4);
  const client = await kit.connected();
  const subscription = await kit.subscribed(client, channel, { since: { epoch, offset } });
  await until(() => bodies(subscription).length >= 2, "two events");
  same([subscription.first.recovered, bodies(subscription)], [true, [3, 4]]);
}

export async function many_pages(kit) {
  const { client, subscription, channel } = await listening(kit);
  client.disconnect();
  const filler = "x".repeat(900);
  for (let from = 1; from <= 4000; from += 500) {
    await kit.publish(channel, ...row(500, from).map((number) => ({ number, filler })));
  }
  client.connect();
  same((await subscription.heard.next("subscribed")).recovered, true);
  await kit.publish(channel, { number: 4001 });
  await until(() => bodies(subscription).length >= 4001, "4001 events");
  const got = bodies(subscription).map(({ number }) => number);
  same([got.length, got.every((number, place) => number === place + 1)], [4001, true]);
}

export async function under_repeated_cuts(kit) {
  const { client, subscription, channel } = await listening(kit);
  const publishing = (async () => {
    for (const number of row(150)) await kit.publish(channel, number);
  })();
  for (let turn = 0; turn < 8; turn++) {
    await until(() => bodies(subscription).length >= turn * 15, "some more events");
    await kit.door("cut", { client: client.id });
    client.id = (await client.heard.next("connected")).client;
  }
  await publishing;
  await until(() => bodies(subscription).length >= 150, "150 events");
  same(bodies(subscription), row(150));
}

export async function under_racing_subscribes(kit) {
  const { subscription, channel } = await listening(kit);
  const publishing = (async () => {
    for (const number of row(100)) await kit.publish(channel, number);
  })();
  for (let turn = 0; turn < 10; turn++) {
    subscription.unsubscribe();
    subscription.subscribe();
    await subscription.heard.next("subscribed");
  }
  await publishing;
  await until(() => bodies(subscription).length >= 100, "100 events");
  same(bodies(subscription), row(100));
}

export async function a_position_older_than_the_history_is_told(kit) {
  const { subscription, channel } = await listening(kit, "smallhistory");
  await kit.publish(channel, 1);
  await subscription.heard.next("publication");
  subscription.unsubscribe();
  await kit.publish(channel, 2, 3, 4, 5);
  subscription.subscribe();
  const { wasRecovering, recovered } = await subscription.heard.next("subscribed");
  same([wasRecovering, recovered], [true, false]);
  await kit.publish(channel, 6);
  await until(() => bodies(subscription).length >= 2, "the next event");
  same(bodies(subscription), [1, 6]);
}

export async function a_position_at_the_edge_of_the_history_recovers(kit) {
  const { subscription, channel } = await listening(kit, "smallhistory");
  await kit.publish(channel, 1);
  await subscription.heard.next("publication");
  subscription.unsubscribe();
  await kit.publish(channel, 2, 3);
  subscription.subscribe();
  same((await subscription.heard.next("subscribed")).recovered, true);
  await until(() => bodies(subscription).length >= 3, "three events");
  same(bodies(subscription), row(3));
}

export async function a_foreign_epoch_or_a_future_offset_is_told(kit) {
  const client = await kit.connected();
  for (const change of [{ epoch: "elsewhere" }, { offset: 99 }]) {
    const channel = kit.channel();
    const place = await kit.publish(channel, 1, 2);
    const since = { ...place, ...change };
    const subscription = await kit.subscribed(client, channel, { since });
    const { wasRecovering, recovered } = subscription.first;
    same([wasRecovering, recovered, bodies(subscription)], [true, false, []]);
  }
}

export async function the_state_is_read_anew_when_the_position_is_gone(kit) {
  const channel = kit.channel("smallhistory");
  const client = await kit.connected();
  let reads = 0;
  const getState = async () => {
    reads += 1;
    return kit.door("position", { channel });
  };
  const subscription = await kit.subscribed(client, channel, { getState });
  same(reads, 1);
  client.disconnect();
  await kit.publish(channel, 1, 2, 3, 4, 5);
  client.connect();
  await subscription.heard.next("subscribed");
  await kit.publish(channel, 6);
  await subscription.heard.next("publication");
  same([reads, bodies(subscription)], [2, [6]]);
}

async function listening(kit, namespace) {
  const client = await kit.connected();
  const channel = kit.channel(namespace);
  return { client, channel, subscription: await kit.subscribed(client, channel) };
}
