/**
 * What tells whether kernel.wasm was built from the sources beside it.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** Name of the module's custom section with the hash of its source. */
export const SOURCE_SECTION = "source";

const SOURCES = [
  "kernel.ts",
  "../../dsp/kernel/fft.ts",
  "../../dsp/kernel/simd.ts",
  "build.ts",
];

/** Hash of the sources of the kernel and of what builds it, 40 hexadecimal digits. */
export function sourceHash(): string {
  const hash = createHash("sha1");
  for (const name of SOURCES) {
    hash.update(Deno.readTextFileSync(new URL(name, import.meta.url)));
  }
  return hash.digest("hex");
}
