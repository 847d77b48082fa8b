/**
 * Synthesised sounds for tests: the same numbers on every machine, so that what an encoder made of one can be held
 * against the sound itself.
 *
 * @module
 */

/** Pseudo-random numbers in 0..1 (mulberry32), the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let t = Math.imul(state ^ state >>> 15, 1 | state);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
  };
}

/** What {@linkcode drum} makes. */
export interface DrumSpec {
  readonly channels: number;
  readonly sampleRate: number;
  readonly frames: number;
  /** Amplitude of the noise that lies under the tone. */
  readonly noise?: number;
  readonly seed?: number;
}

/** A falling tone with a little noise, each channel lower than the one before; within ±0.95. */
export function drum(spec: DrumSpec): Float64Array[] {
  const { channels, sampleRate, frames, noise = 0.01, seed = 1 } = spec;
  const random = randomNumbers(seed);
  return Array.from({ length: channels }, (_, c) => {
    let phase = 0;
    return Float64Array.from({ length: frames }, (_, i) => {
      const t = i / sampleRate;
      phase += 2 * Math.PI * (120 + 300 * Math.exp(-40 * t)) / (c + 1) /
        sampleRate;
      const tone = 0.9 * Math.exp(-6 * t) * Math.sin(phase);
      return tone + noise * Math.exp(-12 * t) * (2 * random() - 1);
    });
  });
}

/** Samples in −1..1 as integers of so many bits. */
export function quantise(samples: Float64Array, bits: number): Float64Array {
  const full = 2 ** (bits - 1);
  return samples.map((x) =>
    Math.max(-full, Math.min(full - 1, Math.round(x * full)))
  );
}

/** {@linkcode quantise}d samples as a decoder of full scale ±1 gives them. */
export function asDecoded(samples: Float64Array, bits: number): Float32Array {
  return Float32Array.from(quantise(samples, bits), (x) => x / 2 ** (bits - 1));
}
