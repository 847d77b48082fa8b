/**
 * `roles model path`.
 *
 * @module
 */
import type { Cli } from "../context.ts";
import type { ModelCommandFlags } from "./command.ts";
import { storeOf } from "./store.ts";

export default async function path(
  this: Cli,
  flags: ModelCommandFlags,
  name: string,
): Promise<void> {
  const { store } = await storeOf(flags, this.terminal);
  const { folder } = await store.resolve(name);
  // As it is, for scripts: not made harmless.
  this.terminal.out.write(`${folder}\n`);
}
