/**
 * The models that come with this package, where the package is no folder on this machine: imported from a registry of
 * modules, its files have addresses, and the model's runtime takes paths.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { download } from "./download.ts";
import { explainDiskError, ModelError } from "./errors.ts";
import { withLock } from "./lock.ts";
import { missingFiles } from "./model.ts";
import type { ModelEntry } from "./registry.ts";
import type { Clock, Limits } from "./transport.ts";

/**
 * Brings what is missing of a model's files from where the package is into a folder.
 *
 * @param base where the package has the model.
 * @throws {ModelError} if they cannot be had.
 */
export async function takeFromPackage(
  entry: ModelEntry,
  base: URL,
  folder: string,
  { clock, limits }: { readonly clock: Clock; readonly limits: Limits },
): Promise<void> {
  if ((await missingFiles(entry, folder)).length === 0) return;
  const { signal } = new AbortController();
  try {
    await Deno.mkdir(folder, { recursive: true });
    const lock = { signal, clock, onWait: () => {} };
    await withLock(join(folder, ".lock"), lock, async () => {
      // Who waited for the lock finds the files there.
      for (const file of await missingFiles(entry, folder)) {
        const target = join(folder, ...file.path.split("/"));
        await Deno.mkdir(dirname(target), { recursive: true });
        await download({
          file,
          target,
          url: new URL(file.path, base).href,
          token: undefined,
          signal,
          clock,
          limits,
          onProgress: () => {},
          onRetry: () => {},
        });
      }
    });
  } catch (error) {
    if (!(error instanceof ModelError)) throw explainDiskError(error, folder);
    throw new ModelError(
      error.code,
      `Cannot take the model ${entry.name} from ${base.href}: ${error.message}`,
      { cause: error },
    );
  }
}
