/**
 * The WebAssembly kernels, and what tells whether a kernel.wasm was built from its sources.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** Name of a module's custom section with the hash of its sources. */
export const SOURCE_SECTION = "source";

/** A kernel: its folder, its sources beside kernel.ts, and the pages of its memory, which is fixed. */
export interface Kernel {
  readonly folder: URL;
  readonly sources: readonly string[];
  /** 64 KiB each; large enough for the layout that the caller keeps. */
  readonly pages: number;
}

const at = (path: string) => new URL(`../${path}`, import.meta.url);

/** Every kernel of the tool. The layouts of their memory: src/dsp/memory.ts, src/clap/kaldi_kernel.ts. */
export const KERNELS: readonly Kernel[] = [
  {
    folder: at("src/dsp/kernel/"),
    sources: [
      "kernel.ts",
      "fft.ts",
      "levels.ts",
      "power.ts",
      "resampling.ts",
      "simd.ts",
      "spectra.ts",
    ],
    pages: 48,
  },
  {
    folder: at("src/clap/kernel/"),
    sources: [
      "kernel.ts",
      "../../dsp/kernel/fft.ts",
      "../../dsp/kernel/power.ts",
      "../../dsp/kernel/simd.ts",
    ],
    pages: 12,
  },
];

/** Hash of a kernel's sources and of what builds it, 40 hexadecimal digits. */
export function sourceHash({ folder, sources, pages }: Kernel): string {
  const hash = createHash("sha1").update(String(pages));
  for (const name of sources) {
    hash.update(Deno.readTextFileSync(new URL(name, folder)));
  }
  hash.update(Deno.readTextFileSync(at("release/kernels.ts")));
  return hash.digest("hex");
}
