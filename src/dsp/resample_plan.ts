/**
 * How a signal gets from one sampling rate to another: sizes and filters, made once for a pair of rates.
 *
 * @module
 */
import { impulseResponse, type LowpassFilter } from "./kaiser.ts";
import { fft } from "./kernel/kernel.wasm";
import { samplesAt, twiddles, WORK } from "./memory.ts";

/**
 * The steep filter, as measured of `soxr_hq` at 44.1 kHz: 138 dB down at the lower Nyquist frequency, flat up to 0.9137
 * of it. Frequencies over that Nyquist frequency, lengths in samples at twice it.
 */
const STEEP = { cutoff: 0.95687, reach: 104.02, beta: 14.259 };

/**
 * The short filter is 133 dB down where the images begin: beta, and the reach for a transition of the whole rate. It
 * may fall before that, by half at the highest frequency there is, since the steep one makes up for it.
 */
const SHORT = { beta: 13.04, reach: 4.176 };

/** Samples of the short filter's response, for each of the signal's, from which its spectrum is taken. */
const OVERSAMPLING = 4;

/** The first step's rate is at least this many times twice the highest frequency that it leaves. */
const HEADROOM = 1.3;

/** With more phases, outputs lie between this many; what that adds is 128 dB down. */
const MOST_PHASES = 1024;

/** A block of the first step is at least this many times as long as half the filter. */
const BLOCK_OVER_REACH = 5.5;
const SHORTEST_BLOCK = 1024;

/** The highest ratio of rates that a plan lowers by: what the longest transform has room for. */
export const LARGEST_RATIO = 12;

/** The largest `rows.length` of a plan. */
export const LARGEST_ROWS = (MOST_PHASES + 1) * 24;

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
  /** Coefficients in a row, a multiple of 8; number taps / 2 − 1 is for the sample at or before. */
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
  const short = betweenHz === toHz
    ? null
    : shortFilter(content / 2 / betweenHz);
  return {
    filter: planFilter(fromHz, betweenHz, content / 2, short),
    interpolation: planInterpolation(betweenHz, toHz, short),
  };
}

function planFilter(
  fromHz: number,
  betweenHz: number,
  stopHz: number,
  short: LowpassFilter | null,
): FilterStep {
  const filter = steepFilter(stopHz / fromHz);
  const reach = Math.ceil(filter.reach);
  let size = SHORTEST_BLOCK;
  while (size < BLOCK_OVER_REACH * reach) size *= 2;
  // Multiples of 8 stay whole at an eighth of the rate, the lowest.
  const skip = Math.ceil(reach / 8) * 8;
  const hop = size - 2 * skip;
  const ratio = betweenHz / fromHz;
  const sizeOut = size * ratio;
  const half = Math.min(size, sizeOut) / 2;
  const gains = spectrumOf(filter, 1, size).subarray(0, half + 1);
  if (short !== null) {
    const falls = spectrumOf(short, OVERSAMPLING, sizeOut * OVERSAMPLING);
    // Beyond the content there is nothing but rounding errors to raise.
    const last = Math.floor(short.cutoff * sizeOut);
    gains.fill(0, last + 1);
    for (let k = 0; k <= last; k++) gains[k]! /= falls[k]!;
  }
  return {
    size,
    sizeOut,
    hop,
    hopOut: hop * ratio,
    skip,
    skipOut: skip * ratio,
    gains: Float32Array.from(
      { length: 2 * half },
      (_, k) => gains[k < half ? k : 2 * half - k]! / size,
    ),
  };
}

/**
 * The filter of the first step.
 *
 * @param stop Where the stop band begins, cycles a sample.
 */
export function steepFilter(stop: number): LowpassFilter {
  return {
    cutoff: STEEP.cutoff * stop,
    reach: STEEP.reach / (2 * stop),
    beta: STEEP.beta,
  };
}

/**
 * The filter of the second step.
 *
 * @param content The highest frequency of the signal, cycles a sample; below a half.
 */
function shortFilter(content: number): LowpassFilter {
  const reach = SHORT.reach / (2 - 4 * content);
  return {
    cutoff: content,
    reach: 4 * Math.ceil(reach / 4),
    beta: SHORT.beta,
  };
}

/**
 * A filter's gains at multiples of `oversampling / size` cycles a sample, up to half as many cycles as its response is
 * sampled with.
 */
function spectrumOf(
  filter: LowpassFilter,
  oversampling: number,
  size: number,
): Float32Array {
  const [input, a, b] = WORK;
  const samples = samplesAt(input, 2 * size).fill(0);
  const response = impulseResponse(filter);
  for (let n = 0; n < filter.reach * oversampling; n++) {
    const value = response(n / oversampling) / oversampling;
    samples[n] = samples[n > 0 ? size - n : 0] = value;
  }
  const at = fft(input, input + 4 * size, a, b, twiddles(size), size);
  return samplesAt(at, size / 2 + 1).slice();
}

function planInterpolation(
  betweenHz: number,
  toHz: number,
  short: LowpassFilter | null,
): InterpolationStep {
  if (short === null) {
    const rows = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 0);
    return { taps: 8, phases: 1, rows, step: 1, stepPhases: 1 };
  }
  const taps = 2 * short.reach;
  const response = impulseResponse(short);
  const exact = toHz * 8 / commonDivisor(toHz * 8, betweenHz * 8);
  const isExact = Number.isInteger(exact) && exact <= MOST_PHASES;
  const phases = isExact ? exact : MOST_PHASES;
  // One side of the response, a phase a step; row r has the values r + phases·k steps from the middle.
  const side = new Float32Array(phases * taps / 2 + 1);
  for (let n = 0; n < side.length; n++) side[n] = response(n / phases);
  const rows = new Float32Array((isExact ? phases : phases + 1) * taps);
  for (let i = 0; i < rows.length; i++) {
    const row = Math.floor(i / taps);
    const k = taps / 2 - 1 - i % taps;
    rows[i] = side[Math.abs(row + phases * k)]!;
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
