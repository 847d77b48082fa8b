/**
 * Change of sampling rate.
 *
 * In two steps: a steep low-pass filter by fast convolution, which also changes the rate by a power of two; then
 * polyphase interpolation, which can be short, since nothing is left near the images.
 *
 * @module
 */
import {
  add,
  lowpass,
  polyphase,
  polyphaseBetween,
  tame,
} from "./kernel/kernel.wasm";
import {
  copyWindow,
  floats,
  LONGEST_TRANSFORM,
  region,
  samplesAt,
  twiddles,
  WORK,
} from "./memory.ts";
import { toMono } from "./mono.ts";
import {
  LARGEST_RATIO,
  LARGEST_ROWS,
  type Plan,
  planResampling,
} from "./resample_plan.ts";
import { LOUDEST } from "./vectors.ts";

const INPUT_LENGTH = 2 ** 17;
const BETWEEN_LENGTH = 2 ** 17;
const OUTPUT_LENGTH = 2 ** 16;

const gainsAt = region(LONGEST_TRANSFORM);
const rowsAt = region(LARGEST_ROWS);
const inputAt = region(INPUT_LENGTH);
const betweenAt = region(BETWEEN_LENGTH);
const outputAt = region(OUTPUT_LENGTH);

/** The plan whose tables are in the kernel's memory. */
let loaded: Plan | undefined;

/**
 * Resamples a signal: linear phase, flat to 0.9137 of the lower Nyquist frequency, at it and above down by more than
 * float32 can show, which is close to `soxr_hq`, librosa's default.
 *
 * @param x Samples at `fromHz`; NaN counts as 0, and what is beyond ±1e9 as that.
 * @param fromHz Sampling rate of `x`, Hz, above 0; any ratio to `toHz`.
 * @param toHz Sampling rate wanted, Hz, above 0.
 * @returns `ceil(x.length · toHz / fromHz)` samples, in time with `x`; always a copy.
 * @throws {RangeError} unless both rates are finite and above 0.
 */
export function resample(
  x: Float32Array,
  fromHz: number,
  toHz: number,
): Float32Array {
  return resampleMono([x], fromHz, toHz);
}

/**
 * `resample(toMono(channels), fromHz, toHz)` in one go.
 *
 * @param channels As for {@linkcode toMono}.
 * @throws {RangeError} unless both rates are finite and above 0.
 */
export function resampleMono(
  channels: readonly Float32Array[],
  fromHz: number,
  toHz: number,
): Float32Array {
  for (const hertz of [fromHz, toHz]) {
    if (!(hertz > 0 && hertz < Infinity)) {
      throw new RangeError(
        `Cannot resample from ${fromHz} Hz to ${toHz} Hz: rates must be finite and above 0`,
      );
    }
  }
  if (fromHz === toHz) return toMono(channels);
  const length = Math.ceil((channels[0]?.length ?? 0) * toHz / fromHz);
  if (fromHz > LARGEST_RATIO * toHz) {
    const eighth = resampleMono(channels, fromHz, fromHz / 8);
    return resample(eighth, fromHz / 8, toHz).slice(0, length);
  }
  const plan = planResampling(fromHz, toHz);
  if (plan !== loaded) {
    floats.set(plan.filter.gains, gainsAt / 4);
    floats.set(plan.interpolation.rows, rowsAt / 4);
    loaded = plan;
  }
  const out = new Float32Array(length);
  const chunk = longestChunk(plan, fromHz / toHz);
  for (let from = 0; from < length; from += chunk) {
    const count = Math.min(chunk, length - from);
    resampleChunk(channels, from, count, plan);
    out.set(samplesAt(outputAt, count), from);
  }
  return out;
}

/** The most output samples that the regions have room for, edges and whole pairs of blocks included. */
function longestChunk(
  { filter, interpolation }: Plan,
  ratio: number,
): number {
  return Math.floor(Math.min(
    OUTPUT_LENGTH,
    (INPUT_LENGTH - 4 * filter.size) / ratio,
    (BETWEEN_LENGTH - 4 * filter.sizeOut) / interpolation.step,
  ));
}

/** Makes the output samples `from` … `from + count − 1` in the kernel's memory. */
function resampleChunk(
  channels: readonly Float32Array[],
  from: number,
  count: number,
  { filter, interpolation }: Plan,
): void {
  const { taps, phases, step, stepPhases } = interpolation;
  const before = taps / 2 - 1;
  // Places are counted in phases where those are whole, for exactness.
  const whole = stepPhases === null
    ? Math.floor(from * step)
    : Math.floor(from * stepPhases / phases);
  const last = Math.ceil((from + count) * step) + taps / 2;
  const octave = Math.max(1, filter.hopOut / filter.hop);
  const begin = Math.floor((whole - before) / octave) * octave;
  const pairs = Math.ceil((last - begin) / (2 * filter.hopOut));

  const inputBegin = begin * filter.hop / filter.hopOut - filter.skip;
  const inputLength = (2 * pairs - 1) * filter.hop + filter.size;
  loadInput(channels, inputBegin, inputLength);
  lowpass(
    inputAt,
    pairs,
    filter.size,
    filter.hop,
    twiddles(filter.size),
    gainsAt,
    betweenAt,
    filter.sizeOut,
    filter.hopOut,
    filter.skipOut,
    twiddles(filter.sizeOut),
    WORK[0],
    WORK[1],
  );
  const first = betweenAt + 4 * (whole - before - begin);
  if (stepPhases === null) {
    const place = from * step - whole;
    polyphaseBetween(first, outputAt, count, rowsAt, taps, phases, place, step);
  } else {
    polyphase(
      first,
      outputAt,
      count,
      rowsAt,
      taps,
      phases,
      from * stepPhases % phases,
      stepPhases % phases,
      Math.floor(stepPhases / phases),
    );
  }
}

/** Brings the mean of the channels from `begin` on into the input region; `length` is a multiple of 8. */
function loadInput(
  channels: readonly Float32Array[],
  begin: number,
  length: number,
): void {
  const [first, ...others] = channels;
  copyWindow(samplesAt(inputAt, length), first!, begin);
  for (const channel of others) {
    // What comes between the steps is not there yet.
    const samples = samplesAt(betweenAt, length);
    copyWindow(samples, channel.subarray(0, first!.length), begin);
    add(inputAt, betweenAt, length);
  }
  tame(inputAt, length, 1 / channels.length, LOUDEST);
}
