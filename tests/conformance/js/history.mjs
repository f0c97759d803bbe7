// Reading a stream: positions, pages, both directions.
import { refusal, same } from "./kit.mjs";

const numbers = ({ publications }) => publications.map(({ data }) => data.data);

async function tenEvents(kit) {
  const channel = kit.channel();
  const client = await kit.connected();
  const { epoch } = await kit.publish(channel, ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  return { channel, client, epoch };
}

export async function limit_zero_tells_the_position(kit) {
  const { channel, client, epoch } = await tenEvents(kit);
  const told = await client.history(channel, { limit: 0 });
  same([told.publications, told.offset, told.epoch], [[], 10, epoch]);
  const empty = await client.history(kit.channel(), { limit: 0 });
  same([empty.publications, empty.offset], [[], 0]);
}

export async function history_is_read_in_pages(kit) {
  const { channel, client, epoch } = await tenEvents(kit);
  const found = [];
  let since = { offset: 0, epoch };
  for (;;) {
    const page = await client.history(channel, { limit: 4, since });
    if (page.publications.length === 0) break;
    found.push(...numbers(page));
    since = { offset: page.publications.at(-1).offset, epoch: page.epoch };
  }
  same(found, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
}

export async function history_is_read_backwards(kit) {
  const { channel, client, epoch } = await tenEvents(kit);
  same(numbers(await client.history(channel, { limit: 3, reverse: true })), [10, 9, 8]);
  const since = { offset: 8, epoch };
  same(numbers(await client.history(channel, { limit: 3, since, reverse: true })), [7, 6, 5]);
}

export async function everything_at_once(kit) {
  const { channel, client } = await tenEvents(kit);
  same(numbers(await client.history(channel, { limit: -1 })).length, 10);
}

export async function a_foreign_epoch_is_refused(kit) {
  const { channel, client } = await tenEvents(kit);
  const since = { offset: 3, epoch: "elsewhere" };
  same((await refusal(client.history(channel, { limit: 3, since }))).code, 112);
}

export async function history_is_refused_where_nobody_may_listen(kit) {
  const client = await kit.connected();
  same((await refusal(client.history("nobody:here", { limit: 1 }))).code, 103);
}
