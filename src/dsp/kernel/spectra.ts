// @ts-nocheck: AssemblyScript, whose own compiler checks it.
/**
 * Short-time spectra, reduced to a few numbers a frame.
 */
import { framePower } from "./power.ts";
import { BYTES, horizontalMax, horizontalSum } from "./simd.ts";

/** Power below this counts as this much in the flatness. */
const POWER_FLOOR: f32 = 1e-10;

/** Vectors whose mantissas are multiplied before the product is brought back to 1..2: 2^32 at most. */
const RUN: usize = 32 * 16;

/**
 * Spectra of windowed frames, reduced to some numbers each (float64): sum of the power over bins 0 … n/2, the first and
 * the last counted half; the sum with every bin raised to the floor; the sum of the rises of the magnitude since the
 * frame before; the sum of the logarithms of the raised power, to base 2, as whole part and as a factor whose
 * logarithm is the rest. Then, of each region of bins, the sum of the power and the strongest bin's; of the first
 * region at last the sum of the magnitudes and that of their rises.
 *
 * @param y First sample of the first frame.
 * @param frames Count of frames, `hop` samples apart.
 * @param n Frame length, a power of two, at least 64.
 * @param window `n` factors.
 * @param twiddles Of the transform of n/2 (see {@link fft}).
 * @param turns exp(−2πi·k/n) for k < n/4 + 4: real parts, then imaginary ones.
 * @param before Magnitudes of the frame before, n/2 + 1; gets those of the last frame.
 * @param total Gets the power of every frame added, n/2 + 1 bins.
 * @param regions First bin and the one after the last of each region, int32.
 * @param count Of regions.
 * @param out Gets 5 + 2·count numbers a frame, and 2 more if there is a region.
 * @param z, a, b Buffers of n each.
 */
export function spectra(
  y: usize,
  frames: usize,
  hop: usize,
  n: usize,
  window: usize,
  twiddles: usize,
  turns: usize,
  before: usize,
  total: usize,
  regions: usize,
  count: usize,
  out: usize,
  z: usize,
  a: usize,
  b: usize,
): void {
  const half = n >> 1;
  for (let f: usize = 0; f < frames; f++) {
    const power = framePower(y, n, window, twiddles, turns, z, a, b);
    // Of the first region before the frame's magnitudes take the place of those before it.
    if (count > 0) flux(power, before, regions, out + (5 + 2 * count) * 8);
    reduce(power, half, before, total, out);
    out += 5 * 8;
    for (let r: usize = 0; r < count; r++, out += 2 * 8) {
      levels(power, regions + 2 * r * BYTES, out);
    }
    if (count > 0) out += 2 * 8;
    y += hop * BYTES;
  }
}

/** Power of a region's bins, together and of the strongest. */
function levels(power: usize, region: usize, out: usize): void {
  let k = power + <usize> load<u32>(region) * BYTES;
  const end = power + <usize> load<u32>(region, 4) * BYTES;
  let sums = f32x4.splat(0), largest = f32x4.splat(0);
  for (; k + 16 <= end; k += 16) {
    const p = v128.load(k);
    sums = f32x4.add(sums, p);
    largest = f32x4.pmax(largest, p);
  }
  let sum = horizontalSum(sums), strongest = horizontalMax(largest);
  for (; k < end; k += BYTES) {
    const p = load<f32>(k);
    sum += p;
    strongest = max(strongest, p);
  }
  store<f64>(out, sum);
  store<f64>(out, strongest, 8);
}

/** Magnitude of a region's bins together, and how much of it rose since the frame before. */
function flux(
  power: usize,
  before: usize,
  region: usize,
  out: usize,
): void {
  const end = <usize> load<u32>(region, 4) * BYTES;
  // In f64: a click has a thousand magnitudes that are nearly equal, too many for a sum in f32.
  let sum: f64 = 0, rises: f64 = 0;
  for (let k = <usize> load<u32>(region) * BYTES; k < end; k += BYTES) {
    const magnitude = sqrt(load<f32>(power + k));
    sum += magnitude;
    rises += max(<f32> 0, magnitude - load<f32>(before + k));
  }
  store<f64>(out, sum);
  store<f64>(out, rises, 8);
}

/** The first five numbers of a frame (see {@link spectra}). */
function reduce(
  power: usize,
  half: usize,
  before: usize,
  total: usize,
  out: usize,
): void {
  const bytes = half * BYTES;
  const zero = f32x4.splat(0);
  const lowest = f32x4.splat(POWER_FLOOR);
  const mantissaBits = i32x4.splat(0x7fffff);
  const one = i32x4.splat(0x3f800000);
  let sum: f64 = 0, raised: f64 = 0, rises: f64 = 0;
  let exponents = i32x4.splat(0);
  let factors = f32x4.splat(1);
  for (let k: usize = 0; k < bytes;) {
    const end = min(bytes, k + RUN);
    let runSum = zero, runRaised = zero, runRises = zero;
    for (; k < end; k += 16) {
      const p = v128.load(power + k);
      const magnitude = f32x4.sqrt(p);
      runSum = f32x4.add(runSum, p);
      runRises = f32x4.add(
        runRises,
        f32x4.pmax(zero, f32x4.sub(magnitude, v128.load(before + k))),
      );
      v128.store(before + k, magnitude);
      v128.store(total + k, f32x4.add(v128.load(total + k), p));
      const q = f32x4.pmax(p, lowest);
      runRaised = f32x4.add(runRaised, q);
      exponents = i32x4.add(exponents, i32x4.shr_u(q, 23));
      factors = f32x4.mul(factors, v128.or(v128.and(q, mantissaBits), one));
    }
    sum += horizontalSum(runSum);
    raised += horizontalSum(runRaised);
    rises += horizontalSum(runRises);
    exponents = i32x4.add(
      exponents,
      i32x4.sub(i32x4.shr_u(factors, 23), i32x4.splat(127)),
    );
    factors = v128.or(v128.and(factors, mantissaBits), one);
  }
  // The last bin, n/2, stands alone.
  const p = load<f32>(power + bytes);
  const magnitude = sqrt(p);
  const q = max(p, POWER_FLOOR);
  sum += 0.5 * (<f64> p - <f64> load<f32>(power));
  raised += q;
  rises += max(<f32> 0, magnitude - load<f32>(before + bytes));
  store<f32>(before + bytes, magnitude);
  store<f32>(total + bytes, load<f32>(total + bytes) + p);
  const whole = i32x4.extract_lane(exponents, 0) +
    i32x4.extract_lane(exponents, 1) + i32x4.extract_lane(exponents, 2) +
    i32x4.extract_lane(exponents, 3) - 127 * <i32> half;
  const factor = <f64> f32x4.extract_lane(factors, 0) *
    <f64> f32x4.extract_lane(factors, 1) *
    <f64> f32x4.extract_lane(factors, 2) *
    <f64> f32x4.extract_lane(factors, 3) * <f64> q;
  store<f64>(out, sum);
  store<f64>(out, raised, 8);
  store<f64>(out, rises, 16);
  store<f64>(out, <f64> whole, 24);
  store<f64>(out, factor, 32);
}
