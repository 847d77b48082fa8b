/**
 * An embedder without a model, for tests of what stands around one: its vectors depend on nothing but their input.
 *
 * @module
 */
import type { Embedder } from "../embedder.ts";
import { createFrontEnd } from "../front_end.ts";
import type { FrontEndSpec } from "../front_end_spec.ts";
import { l2Normalize } from "../pooling.ts";

/** A small front end, so that tests are fast: windows of one second at 16 kHz, 101 rows of 8 values. */
export const FAKE_FRONT_END: FrontEndSpec = {
  sampleRate: 16000,
  windowSamples: 16000,
  fftSize: 512,
  hop: 160,
  mels: 8,
  minHz: 50,
  maxHz: 8000,
  padding: "repeatpad",
};

/**
 * Deterministic: a window's vector is a random projection of its values, so near windows have near vectors; a text's
 * is random by its hash. Counts what it is asked.
 */
export class FakeEmbedder implements Embedder {
  readonly id: string;
  readonly dimension = 16;
  readonly frontEnd = createFrontEnd(FAKE_FRONT_END);
  readonly provider = "cpu";
  readonly maxTokens = 16;
  /** Windows embedded so far. */
  windows = 0;
  /** Texts embedded so far. */
  texts = 0;
  closed = false;

  constructor(id = "fake") {
    this.id = id;
  }

  embedWindows(
    windows: readonly Float32Array[],
  ): Promise<Float32Array<ArrayBuffer>[]> {
    this.windows += windows.length;
    return Promise.resolve(windows.map((window) => {
      const vector = new Float32Array(this.dimension);
      const random = xorshift(1);
      for (const value of window) {
        vector[(random() + 1) / 2 * this.dimension | 0]! += value * random();
      }
      return l2Normalize(vector);
    }));
  }

  embedText(texts: readonly string[]): Promise<Float32Array<ArrayBuffer>[]> {
    this.texts += texts.length;
    return Promise.resolve(texts.map((text) => {
      let hash = 0x811c9dc5;
      for (const byte of new TextEncoder().encode(text)) {
        hash = Math.imul(hash ^ byte, 0x01000193);
      }
      const random = xorshift(hash);
      return l2Normalize(Float32Array.from({ length: this.dimension }, random));
    }));
  }

  /** A token a word, and the two ends. */
  countTokens(texts: readonly string[]): Promise<number[]> {
    return Promise.resolve(texts.map((text) => 2 + text.split(/\s+/).length));
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

/** Numbers in −1..1 (G. Marsaglia, Xorshift RNGs, 2003). */
function xorshift(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
}
