/**
 * Low-pass filters: a sinc under a Kaiser window.
 *
 * @module
 */

const ATTENUATION_DB = 133;
const PASSBAND = 0.9137;

/** A filter's impulse response as a function of continuous time. */
export interface InterpolationFilter {
  /** The response is 0 at this distance from its middle and beyond, input samples. */
  readonly reach: number;
  /** The response at `time` input samples from the middle. */
  at(time: number): number;
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
export function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

export function interpolationFilter(
  fromHz: number,
  toHz: number,
): InterpolationFilter {
  const nyquist = Math.min(1, toHz / fromHz) / 2;
  const width = (1 - PASSBAND) * nyquist;
  const cutoff = nyquist - width / 2;
  const reach = (ATTENUATION_DB - 7.95) / (14.36 * width) / 2;
  const beta = 0.1102 * (ATTENUATION_DB - 8.7);
  const steps = 64;
  const table = new Float64Array(Math.ceil(reach * steps) + 3);
  const scale = 1 / besselI0(beta);
  for (let i = 0; i < table.length; i++) {
    const t = i / steps;
    const u = t / reach;
    if (u >= 1) break;
    const arg = 2 * Math.PI * cutoff * t;
    const sinc = arg === 0 ? 1 : Math.sin(arg) / arg;
    table[i] = 2 * cutoff * sinc * scale *
      besselI0(beta * Math.sqrt(1 - u * u));
  }
  return {
    reach,
    at(time) {
      const position = Math.abs(time) * steps;
      const i = Math.floor(position);
      const a = table[i]!;
      return a + (position - i) * (table[i + 1]! - a);
    },
  };
}
