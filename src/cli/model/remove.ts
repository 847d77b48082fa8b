/**
 * `roles model remove`.
 *
 * @module
 */
import type { Cli } from "../context.ts";
import { harmless } from "../text.ts";
import type { ModelCommandFlags } from "./command.ts";
import { storeOf } from "./store.ts";

export default async function remove(
  this: Cli,
  flags: ModelCommandFlags,
  id: string,
): Promise<void> {
  const { store } = await storeOf(flags, this.terminal);
  const { name, folder } = await store.resolve(id);
  const removed = await store.remove(id);
  this.terminal.out.write(
    `${harmless(name)}: ${
      removed ? `removed from ${harmless(folder)}` : "not here"
    }\n`,
  );
}
