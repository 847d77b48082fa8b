/**
 * Pulls the test model in a process of its own: `pull_child.ts CACHE ENDPOINT`. Prints each event as a line of JSON,
 * and the error's message.
 */
import { systemClock } from "../transport.ts";
import { NAME, testStore } from "./hub.ts";

const [root, endpoint] = Deno.args;
try {
  await testStore(root!, endpoint!, { clock: systemClock }).pull(NAME, {
    onEvent: (event) => console.log(JSON.stringify(event)),
  });
} catch (error) {
  console.log((error as Error).message);
  Deno.exit(2);
}
