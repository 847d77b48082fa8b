/**
 * The cache folder that other tools of the hub keep: what is there need not be pulled again.
 *
 * @module
 */
import { join } from "node:path";
import { explainDiskError } from "./errors.ts";
import { sha256File } from "./part_file.ts";
import type { HubEntry, ModelFile } from "./registry.ts";

/**
 * Where the hub's tools keep a file: `models--ORG--NAME/snapshots/REVISION/PATH`.
 *
 * @param folder the cache folder, as of `HF_HUB_CACHE`.
 */
export function hubCachePath(
  folder: string,
  entry: HubEntry,
  path: string,
): string {
  return join(
    folder,
    `models--${entry.repository.replaceAll("/", "--")}`,
    "snapshots",
    entry.revision,
    ...path.split("/"),
  );
}

/**
 * Takes a file over from the hub's cache if it is there with the right size and sha256: as a hard link where that can
 * be, so that it takes no room, else as a copy.
 *
 * @returns whether `target` is there now.
 */
export async function takeFromHubCache(
  source: string,
  file: ModelFile,
  target: string,
  signal: AbortSignal,
): Promise<boolean> {
  let real: string;
  try {
    // The entries of a snapshot are links to blobs.
    real = await Deno.realPath(source);
    if ((await Deno.stat(real)).size !== file.bytes) return false;
    if (await sha256File(real, signal) !== file.sha256) return false;
  } catch {
    signal.throwIfAborted();
    return false;
  }
  // Never a name that a download may write to: through a link it would write into the hub's cache.
  const link = `${target}.link`;
  try {
    await Deno.remove(link).catch(() => {});
    await Deno.link(real, link).catch(() => Deno.copyFile(real, link));
    await Deno.rename(link, target);
    return true;
  } catch (error) {
    throw explainDiskError(error, target);
  }
}
