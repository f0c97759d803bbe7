// Connecting, leaving, coming back: whose decision ends a connection, and what survives it.
import { pause, refusal, same, until } from "./kit.mjs";

const COMES_BACK = [3000, 3001, 3004, 3005, 3008, 3010, 3011, 3012, 3013, 4000];
const STAYS_AWAY = [3500, 3501, 3502, 3503, 3504, 3507, 3509, 4500];

export async function connects_and_disconnects(kit) {
  const client = kit.client();
  client.connect();
  same((await client.heard.next("connecting")).code, 0);
  const connected = await client.heard.next("connected");
  same([connected.transport, connected.client.length > 10], ["websocket", true]);
  client.disconnect();
  same((await client.heard.next("disconnected")).code, 0);
  same(client.state, "disconnected");
}

export async function a_connect_disconnect_loop_leaves_one_socket(kit) {
  const client = kit.client();
  const channel = kit.channel();
  const subscription = kit.subscription(client, channel);
  subscription.subscribe();
  for (let turn = 0; turn < 10; turn++) {
    client.connect();
    client.disconnect();
  }
  client.connect();
  await subscription.heard.next("subscribed");
  await until(async () => (await kit.door("sockets", { channel })).sockets === 1);
}

export async function ten_full_connections_one_after_another(kit) {
  const client = kit.client();
  for (let turn = 0; turn < 10; turn++) {
    client.connect();
    await client.heard.next("connected");
    client.disconnect();
    await client.heard.next("disconnected");
  }
  same(client.heard.all.error, []);
}

export async function an_rpc_waits_until_connected(kit) {
  const client = kit.client();
  const early = client.rpc("echo", { early: true });
  client.connect();
  same((await early).data, { early: true });
}

export async function an_unknown_method_is_refused(kit) {
  const client = await kit.connected();
  same((await refusal(client.rpc("nothing", {}))).code, 104);
  same((await client.rpc("echo", 1)).data, 1);
}

export async function a_slow_rpc_is_answered_and_an_impatient_one_times_out(kit) {
  const client = await kit.connected();
  same((await client.rpc("slow", { seconds: 0.3 })).data, { slept: 0.3 });
  const hasty = await kit.connected({ timeout: 200 });
  same((await refusal(hasty.rpc("slow", { seconds: 1 }))).code, 1);
}

export async function several_commands_in_one_frame(kit) {
  const client = await kit.connected();
  const channel = kit.channel();
  const subscription = kit.subscription(client, channel);
  client.startBatching();
  const answers = [1, 2, 3, 4, 5].map((number) => client.rpc("echo", { number }));
  subscription.subscribe();
  const history = client.history(channel, { limit: 1 });
  client.stopBatching();
  const numbers = (await Promise.all(answers)).map(({ data }) => data.number);
  same(numbers, [1, 2, 3, 4, 5]);
  same((await history).publications, []);
  await subscription.heard.next("subscribed");
}

export async function a_cut_transport_is_replaced(kit) {
  const client = await kit.connected();
  await client.heard.next("connecting");
  await kit.door("cut", { client: client.id });
  const { code } = await client.heard.next("connecting");
  same([1, 3009].includes(code), true); // without a transport at hand the server says 3009
  const again = await client.heard.next("connected");
  same(again.client === client.id, false);
}

export async function after_these_codes_the_client_comes_back(kit) {
  const client = await kit.connected();
  await client.heard.next("connecting");
  for (const code of COMES_BACK) {
    await kit.door("disconnect", { client: client.id, code, reason: "for the test" });
    const { code: told, reason } = await client.heard.next("connecting");
    same([told, reason], [code, "for the test"]);
    client.id = (await client.heard.next("connected")).client;
  }
  same(client.heard.all.disconnected, []);
}

export async function after_these_codes_the_client_stays_away(kit) {
  for (const code of STAYS_AWAY) {
    const client = await kit.connected();
    await kit.door("disconnect", { client: client.id, code });
    same((await client.heard.next("disconnected")).code, code);
    await pause(50);
    same([client.state, client.heard.all.connecting.length], ["disconnected", 1]);
  }
}

export async function offline_ends_the_transport_and_online_brings_it_back(kit) {
  const network = new EventTarget();
  const client = await kit.connected({ networkEventTarget: network });
  await client.heard.next("connecting");
  network.dispatchEvent(new Event("offline"));
  same((await client.heard.next("connecting")).code, 1);
  network.dispatchEvent(new Event("online"));
  await client.heard.next("connected");
}

export async function online_does_not_wake_who_has_disconnected(kit) {
  const network = new EventTarget();
  const client = await kit.connected({ networkEventTarget: network });
  client.disconnect();
  await client.heard.next("disconnected");
  network.dispatchEvent(new Event("online"));
  await pause(50);
  same(client.state, "disconnected");
}

export async function offline_before_the_transport_opened_is_survived(kit) {
  const network = new EventTarget();
  const client = kit.client({ networkEventTarget: network });
  client.connect();
  network.dispatchEvent(new Event("offline"));
  network.dispatchEvent(new Event("online"));
  await client.heard.next("connected");
  same((await client.rpc("echo", "here")).data, "here");
}

export async function pings_keep_a_quiet_connection_open(kit) {
  const client = await kit.connected({ maxServerPingDelay: 1500 });
  await pause(3500);
  same([client.state, client.heard.all.connecting.length], ["connected", 1]);
}

export async function data_is_carried_as_it_is(kit) {
  const client = await kit.connected();
  const odd = {
    text: 'é ✓ \u2028 \n "quoted" \\ 😀',
    deep: [[[{ x: null }]]],
    big: 9007199254740991,
  };
  same((await client.rpc("echo", odd)).data, odd);
  const long = "kata ".repeat(10_000);
  same((await client.rpc("echo", long)).data, long);
}
