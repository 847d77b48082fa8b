/**
 * The numbers of frames in plain TypeScript, in double precision with fft.js, written from librosa's definitions: what
 * the kernel's are held against.
 *
 * @module
 */
import FFT from "fft.js";
import type { FrameNumbers, FrameOptions } from "../frames.ts";

/** librosa's `amin` of the flatness, and `threshold` of the zero crossings. */
const POWER_FLOOR = 1e-10;
const ZERO = 1e-10;

/** As {@linkcode analyseFrames}. */
export function plainFrames(
  y: Float32Array,
  { frameLength, hopLength, bands, regions = [] }: FrameOptions,
): FrameNumbers {
  const powers = plainSpectra(y, frameLength, hopLength);
  const magnitudes = powers.map((power) => power.map(Math.sqrt));
  return {
    rms: Float64Array.from(powers, (power) => {
      const ends = (power[0]! + power.at(-1)!) / 2;
      return Math.sqrt(2 * (sum(power) - ends)) / frameLength;
    }),
    flux: Float64Array.from(magnitudes.slice(1), (magnitude, f) => {
      const before = magnitudes[f]!;
      return sum(magnitude.map((m, k) => Math.max(0, m - before[k]!)));
    }),
    flatness: Float64Array.from(powers, (power) => {
      const raised = power.map((p) => Math.max(p, POWER_FLOOR));
      const mean = sum(raised) / raised.length;
      return Math.exp(sum(raised.map(Math.log)) / raised.length) / mean;
    }),
    crossingRate: plainCrossingRates(y, frameLength, hopLength),
    spectrum: Float64Array.from(
      powers[0]!,
      (_, k) => sum(powers.map((power) => power[k]!)),
    ),
    bandPower: bands.map(([from, to]) =>
      sum(powers.map((power) => sum(power.subarray(from, to))))
    ),
    regions: regions.map(([from, to]) => ({
      power: Float64Array.from(powers, (p) => sum(p.subarray(from, to))),
      strongest: Float64Array.from(
        powers,
        (p) => p.subarray(from, to).reduce((a, b) => Math.max(a, b), 0),
      ),
    })),
    firstRegionMagnitude: sum(
      magnitudes.map((m) => sum(m.subarray(...(regions[0] ?? [0, 0])))),
    ),
    firstRegionFlux: sum(
      magnitudes.slice(1).map((m, f) => {
        const [from, to] = regions[0] ?? [0, 0];
        return sum(
          m.map((x, k) =>
            k >= from && k < to ? Math.max(0, x - magnitudes[f]![k]!) : 0
          ),
        );
      }),
    ),
  };
}

/** Power of the bins 0 … frameLength/2, frame after frame. */
function plainSpectra(
  y: Float32Array,
  frameLength: number,
  hopLength: number,
): Float64Array[] {
  const fft = new FFT(frameLength);
  const spectrum = fft.createComplexArray();
  return Array.from(
    { length: 1 + Math.floor(y.length / hopLength) },
    (_, f) => {
      const start = f * hopLength - frameLength / 2;
      const frame = Array.from({ length: frameLength }, (_, i) => {
        const hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / frameLength);
        return hann * (y[start + i] ?? 0);
      });
      fft.realTransform(spectrum, frame);
      return Float64Array.from(
        { length: frameLength / 2 + 1 },
        (_, k) => spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2,
      );
    },
  );
}

function plainCrossingRates(
  y: Float32Array,
  frameLength: number,
  hopLength: number,
): Float64Array {
  const negative = (i: number) =>
    y[Math.max(0, Math.min(y.length - 1, i))]! < -ZERO;
  return Float64Array.from(
    { length: 1 + Math.floor(y.length / hopLength) },
    (_, f) => {
      const start = f * hopLength - frameLength / 2;
      let count = 0;
      for (let i = start + 1; i < start + frameLength; i++) {
        if (negative(i) !== negative(i - 1)) count++;
      }
      return count / frameLength;
    },
  );
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
