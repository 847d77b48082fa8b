/**
 * Files that an option names.
 *
 * @module
 */
import { UsageError } from "../errors.ts";
import { AtomicFile } from "../pipeline/atomic_file.ts";
import { reasonOf } from "./inputs.ts";

/**
 * Begins the file that an option names: before the work whose result it is to hold, so that a place where nothing can
 * be written is known at once. Nothing stands under its name until it is committed.
 *
 * @throws {UsageError} naming the option, if the file cannot be written.
 */
export function fileFor(path: string, option: string): AtomicFile {
  try {
    return new AtomicFile(path);
  } catch (error) {
    throw new UsageError(
      `Cannot write ${option} "${path}": ${reasonOf(error)}`,
    );
  }
}
