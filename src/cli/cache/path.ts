/**
 * `roles cache path`.
 *
 * @module
 */
import type { Cli } from "../context.ts";
import type { CacheFlags } from "./command.ts";
import { placeOf } from "./place.ts";

export default async function path(
  this: Cli,
  flags: CacheFlags,
): Promise<void> {
  // As it is, for scripts: not made harmless.
  this.terminal.out.write(`${await placeOf(flags, this.terminal)}\n`);
}
