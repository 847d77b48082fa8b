/**
 * `roles cache clear`.
 *
 * @module
 */
import { openCache } from "../../cache/cache.ts";
import { formatBytes } from "../../models/errors.ts";
import { type Cli, STATUS } from "../context.ts";
import { warn } from "../inputs.ts";
import { count } from "../text.ts";
import type { CacheFlags } from "./command.ts";
import { isThere, placeOf } from "./place.ts";

export default async function clear(
  this: Cli,
  flags: CacheFlags,
): Promise<void> {
  const { terminal } = this;
  const path = await placeOf(flags, terminal);
  if (!isThere(path)) {
    terminal.out.write("there is no cache yet\n");
    return;
  }
  using cache = await openCache(path, {
    warn: (message) => warn(terminal, message),
  });
  const { evidence, texts, bytes } = cache.info();
  cache.clear();
  if (!cache.enabled) {
    this.process.exitCode = STATUS.FAILED;
    return;
  }
  const freed = bytes - cache.info().bytes;
  terminal.out.write(
    `removed ${count(evidence, "sound")} and ${count(texts, "prompt")} (${
      formatBytes(Math.max(0, freed))
    })\n`,
  );
}
