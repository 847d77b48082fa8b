/**
 * Files that an option names.
 *
 * @module
 */
import { reasonOf } from "../../src/cli/inputs.ts";
import { UsageError } from "../../src/errors.ts";
import { AtomicFile } from "../../src/pipeline/atomic_file.ts";

/**
 * Writes a text to a file: all of it or nothing.
 *
 * @throws {UsageError} naming the option, if that cannot be.
 */
export function writeText(path: string, option: string, text: string): void {
  try {
    const file = new AtomicFile(path);
    file.write(text);
    file.commit();
  } catch (error) {
    throw new UsageError(
      `Cannot write ${option} "${path}": ${reasonOf(error)}`,
    );
  }
}
