/**
 * `roles model path`.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import type { Cli } from "../context.ts";
import type { ModelCommandFlags } from "./command.ts";
import { storeOf } from "./store.ts";

export default async function path(
  this: Cli,
  flags: ModelCommandFlags,
  name: string,
): Promise<void> {
  const { store } = await storeOf(flags, this.terminal);
  const { folder, source } = await store.resolve(name);
  if (Deno.build.standalone && source === "embedded") {
    throw new UsageError(
      `${name} is within this file of roles: it stands in no folder`,
    );
  }
  // As it is, for scripts: not made harmless.
  this.terminal.out.write(`${folder}\n`);
}
