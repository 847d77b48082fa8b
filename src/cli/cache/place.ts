/**
 * What the commands about the cache share.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { cachePath } from "../../pipeline/session.ts";
import { configOf } from "../inputs.ts";
import type { Terminal } from "../terminal.ts";
import type { CacheFlags } from "./command.ts";

/**
 * The path of the cache's file.
 *
 * @throws {UsageError} if nothing says where it is to stand.
 */
export async function placeOf(
  flags: CacheFlags,
  terminal: Terminal,
): Promise<string> {
  const { config } = await configOf(flags, terminal);
  const path = cachePath(config);
  if (path === null) {
    throw new UsageError(
      "Cannot tell where the cache is to stand: set ROLES_CACHE (or clap.cache_dir) to a folder",
    );
  }
  return path;
}

/** Whether there is a cache yet: to open one would make it. */
export function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
