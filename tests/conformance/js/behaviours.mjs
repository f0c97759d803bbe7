// Every behaviour by its name, and how they are run.
import * as connection from "./connection.mjs";
import * as history from "./history.mjs";
import { Kit } from "./kit.mjs";
import * as recovery from "./recovery.mjs";
import * as subscriptions from "./subscriptions.mjs";
import * as tokens from "./tokens.mjs";

const AT_ONCE = 6;
const behaviours = { connection, history, recovery, subscriptions, tokens };

/** Runs behaviours, some at a time; returns what went wrong by "file.behaviour", "" for nothing. */
export async function runAll(names, surroundings) {
  const waiting = [...names];
  const problems = {};
  const work = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      problems[name] = await run(name, surroundings);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return problems;
}

async function run(name, surroundings) {
  const [file, behaviour] = name.split(".");
  const kit = new Kit(surroundings);
  try {
    await behaviours[file][behaviour](kit);
    return "";
  } catch (error) {
    return String(error?.stack ?? JSON.stringify(error));
  } finally {
    kit.close();
  }
}
