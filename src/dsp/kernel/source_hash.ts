/**
 * What tells whether kernel.wasm was built from the kernel.ts that stands beside it.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** Name of the module's custom section with the hash of its source. */
export const SOURCE_SECTION = "source";

/** Hash of the kernel's source and its compiler options, 40 hexadecimal digits. */
export function sourceHash(): string {
  const hash = createHash("sha1");
  for (const name of ["kernel.ts", "asconfig.json"]) {
    hash.update(Deno.readTextFileSync(new URL(name, import.meta.url)));
  }
  return hash.digest("hex");
}
