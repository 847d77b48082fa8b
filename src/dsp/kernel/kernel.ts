// @ts-nocheck: AssemblyScript, whose own compiler checks it.
/**
 * The inner loops of the signal path as WebAssembly with SIMD, in AssemblyScript: `deno task kernel` builds kernel.wasm
 * from this and the files beside it. Everything around them (layout of the memory, tables, edges) is TypeScript:
 * ../memory.ts.
 *
 * Pointers are byte offsets, lengths count float32 samples. Nothing is allocated here.
 */
export { fft } from "./fft.ts";
export { add, crossings, energy, peak, scale, tame } from "./levels.ts";
export { lowpass, polyphase, polyphaseBetween } from "./resampling.ts";
export { spectra } from "./spectra.ts";
