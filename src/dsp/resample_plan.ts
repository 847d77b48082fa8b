/**
 * How a signal gets from one sampling rate to another: sizes and filters, made once for a pair of rates.
 *
 * @module
 */
import { type Lowpass, lowpassFilter, shortestReach } from "./kaiser.ts";
import { fft } from "./kernel/kernel.wasm";
import { samplesAt, twiddles, WORK } from "./memory.ts";

/** End of the pass band over the lower Nyquist frequency, as measured of `soxr_hq`. */
const PASSBAND = 0.91374;

/** The first step's rate is at least this many times twice the highest frequency that it leaves. */
const HEADROOM = 1.3;

/** With more phases, outputs lie between this many; what that adds is 128 dB down. */
const MOST_PHASES = 1024;

/** A block of the first step is at least this many times as long as half the filter. */
const BLOCK_OVER_REACH = 6;
const SHORTEST_BLOCK = 1024;

/** The highest ratio of rates that a plan lowers by: what the longest transform has room for. */
export const LARGEST_RATIO = 12;

/** The largest `rows.length` of a plan. */
export const LARGEST_ROWS = (MOST_PHASES + 1) * 40;

/** The most plans that are kept. */
const PLANS = 16;

/** The first step: a steep low-pass filter on blocks, which come out at the rate times a power of two. */
export interface FilterStep {
  /** Length of a block before and after. */
  readonly size: number;
  readonly sizeOut: number;
  /** Samples between the starts of blocks, before and after. */
  readonly hop: number;
  readonly hopOut: number;
  /** Samples of a block before its first valid one, before and after. */
  readonly skip: number;
  readonly skipOut: number;
  /** Gains over `size`: of the bins from 0 up, then of the negative ones up to −1. */
  readonly gains: Float32Array;
}

/** The second step: an output is a row of coefficients times as many samples. */
export interface InterpolationStep {
  /** Coefficients in a row, a multiple of 4; number taps / 2 − 1 is for the sample at or before. */
  readonly taps: number;
  /** Rows for a sample. Where outputs fall between rows, one more follows. */
  readonly phases: number;
  readonly rows: Float32Array;
  /** Samples between outputs. */
  readonly step: number;
  /** Phases between outputs where that is a whole number, else null. */
  readonly stepPhases: number | null;
}

/** The two steps. */
export interface Plan {
  readonly filter: FilterStep;
  readonly interpolation: InterpolationStep;
}

const plans = new Map<string, Plan>();

/**
 * The way from one rate to another.
 *
 * @param fromHz Rate of the signal, at most {@linkcode LARGEST_RATIO} times `toHz`.
 * @param toHz Rate wanted.
 */
export function planResampling(fromHz: number, toHz: number): Plan {
  const key = `${fromHz} ${toHz}`;
  let plan = plans.get(key);
  plans.delete(key);
  plan ??= makePlan(fromHz, toHz);
  plans.set(key, plan);
  if (plans.size > PLANS) plans.delete(plans.keys().next().value!);
  return plan;
}

function makePlan(fromHz: number, toHz: number): Plan {
  const content = Math.min(fromHz, toHz);
  let betweenHz = 2 * fromHz;
  while (
    betweenHz / 2 === toHz || betweenHz / 2 >= HEADROOM * content
  ) betweenHz /= 2;
  return {
    filter: planFilter(fromHz, betweenHz, content / 2),
    interpolation: planInterpolation(betweenHz, toHz, content / 2),
  };
}

function planFilter(
  fromHz: number,
  betweenHz: number,
  stopHz: number,
): FilterStep {
  const stop = stopHz / fromHz;
  const filter = lowpassFilter(PASSBAND * stop, stop);
  const reach = Math.ceil(filter.reach);
  let size = SHORTEST_BLOCK;
  while (size < BLOCK_OVER_REACH * reach) size *= 2;
  // Multiples of 8 stay whole at an eighth of the rate, the lowest.
  const skip = Math.ceil(reach / 8) * 8;
  const hop = size - 2 * skip;
  const ratio = betweenHz / fromHz;
  return {
    size,
    sizeOut: size * ratio,
    hop,
    hopOut: hop * ratio,
    skip,
    skipOut: skip * ratio,
    gains: gains(filter, size, Math.min(size, size * ratio)),
  };
}

/** The filter's transform over `size`, of `bins` bins. */
function gains(filter: Lowpass, size: number, bins: number): Float32Array {
  const [response, a, b] = WORK;
  const samples = samplesAt(response, 2 * size).fill(0);
  for (let n = 1 - size / 2; n < size / 2; n++) {
    samples[n < 0 ? n + size : n] = filter.at(n) / size;
  }
  const spectrum = samplesAt(
    fft(response, response + 4 * size, a, b, twiddles(size), size),
    size,
  );
  const out = new Float32Array(bins);
  out.set(spectrum.subarray(0, bins / 2));
  out.set(spectrum.subarray(size - bins / 2), bins / 2);
  return out;
}

function planInterpolation(
  betweenHz: number,
  toHz: number,
  contentHz: number,
): InterpolationStep {
  if (betweenHz === toHz) {
    const rows = Float32Array.of(0, 1, 0, 0);
    return { taps: 4, phases: 1, rows, step: 1, stepPhases: 1 };
  }
  const pass = contentHz / betweenHz;
  const taps = 4 * Math.ceil(shortestReach(pass, 1 - pass) / 2);
  const filter = lowpassFilter(pass, 1 - pass, taps / 2);
  const exact = toHz * 8 / commonDivisor(toHz * 8, betweenHz * 8);
  const isExact = exact <= MOST_PHASES;
  const phases = isExact ? exact : MOST_PHASES;
  const rows = new Float32Array((isExact ? phases : phases + 1) * taps);
  for (let i = 0; i < rows.length; i++) {
    const phase = Math.floor(i / taps) / phases;
    rows[i] = filter.at(phase - (i % taps - (taps / 2 - 1)));
  }
  const step = betweenHz / toHz;
  return {
    taps,
    phases,
    rows,
    step,
    stepPhases: isExact ? Math.round(step * phases) : null,
  };
}

/** Greatest common divisor; of fractions, something too small to be of use. */
function commonDivisor(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
