// @ts-nocheck: AssemblyScript, whose own compiler checks it.
/**
 * The inner loops of the signal path as WebAssembly with SIMD, in AssemblyScript: `deno task kernel` builds kernel.wasm
 * from this file. Everything around them (layout of the memory, tables, edges) is TypeScript: ../memory.ts.
 *
 * Pointers are byte offsets, lengths count float32 samples. Nothing is allocated here.
 */

const BYTES: usize = 4;

function horizontalSum(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

function reversed(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 3, 2, 1, 0);
}

/** Adds `n` samples, a multiple of 4, to `sum`. */
export function add(sum: usize, x: usize, n: usize): void {
  const bytes = n * BYTES;
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(sum + i, f32x4.add(v128.load(sum + i), v128.load(x + i)));
  }
}

/** Multiplies `n` samples, a multiple of 4, in place; NaN becomes 0, and what is beyond ±`limit` becomes that. */
export function tame(x: usize, n: usize, factor: f32, limit: f32): void {
  const f = f32x4.splat(factor);
  const highest = f32x4.splat(limit);
  const lowest = f32x4.splat(-limit);
  const end = x + n * BYTES;
  for (; x < end; x += 16) {
    const v = f32x4.mul(v128.load(x), f);
    const number = v128.and(v, f32x4.eq(v, v));
    v128.store(x, f32x4.pmin(f32x4.pmax(number, lowest), highest));
  }
}

/** Largest magnitude of `n` samples, a multiple of 4. */
export function peak(x: usize, n: usize): f32 {
  let largest = f32x4.splat(0);
  const end = x + n * BYTES;
  for (; x < end; x += 16) {
    largest = f32x4.pmax(largest, f32x4.abs(v128.load(x)));
  }
  return max(
    max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
    max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
  );
}

/** Sum of the squares of `n` samples, a multiple of 4. */
export function energy(x: usize, n: usize): f32 {
  let sum = f32x4.splat(0);
  const end = x + n * BYTES;
  for (; x < end; x += 16) {
    const v = v128.load(x);
    sum = f32x4.add(sum, f32x4.mul(v, v));
  }
  return horizontalSum(sum);
}

/** `x[i] / divisor · factor` in place, for `n` samples, a multiple of 4. */
export function scale(x: usize, n: usize, divisor: f32, factor: f32): void {
  const d = f32x4.splat(divisor);
  const f = f32x4.splat(factor);
  const end = x + n * BYTES;
  for (; x < end; x += 16) {
    v128.store(x, f32x4.mul(f32x4.div(v128.load(x), d), f));
  }
}

/**
 * How often the sign differs from the sample before, from sample 1 on.
 *
 * @param zero Samples at or above −`zero` count as positive.
 */
export function crossings(x: usize, n: usize, zero: f32): u32 {
  const level = f32x4.splat(-zero);
  let counts = i32x4.splat(0);
  const end = x + n * BYTES;
  x += BYTES;
  for (; x + 16 <= end; x += 16) {
    const now = f32x4.lt(v128.load(x), level);
    const before = f32x4.lt(v128.load(x - BYTES), level);
    counts = i32x4.sub(counts, v128.xor(now, before));
  }
  let count = i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3);
  for (; x < end; x += BYTES) {
    count += i32((load<f32>(x) < -zero) != (load<f32>(x - BYTES) < -zero));
  }
  return count;
}

/**
 * Fast Fourier transform, forward, not normalised: Stockham's, radix 4 with a last pass of radix 2 where `n` is no
 * power of 4. Swap `re` and `im`, here and in the result, for the inverse.
 *
 * @param re, im `n` real and imaginary parts; not written to.
 * @param a, b Buffers of 2·n: one gets the result, `n` real parts, then `n` imaginary ones.
 * @param twiddles The passes' factors one after another; a pass over sub-transforms of length m has the rows
 * Re w, Im w, Re w², Im w², Re w³, Im w³ of m/4 each, with w = exp(−2πi·p/m).
 * @param n A power of two, at least 16.
 * @returns `a` or `b`, whichever has the result.
 */
export function fft(
  re: usize,
  im: usize,
  a: usize,
  b: usize,
  twiddles: usize,
  n: usize,
): usize {
  const half = n * BYTES;
  firstPass(re, im, a, a + half, twiddles, n);
  let stride: usize = 4;
  let length = n >> 2;
  twiddles += n * 6;
  while (length >= 4) {
    laterPass(a, a + half, b, b + half, twiddles, length, stride);
    twiddles += length * 6;
    length >>= 2;
    stride <<= 2;
    const swap = a;
    a = b;
    b = swap;
  }
  if (length == 2) {
    lastPass(a, b, stride);
    lastPass(a + half, b + half, stride);
    return b;
  }
  return a;
}

/** Radix-4 pass of stride 1: four butterflies at once, results transposed to stand side by side. */

function firstPass(
  re: usize,
  im: usize,
  outRe: usize,
  outIm: usize,
  twiddles: usize,
  n: usize,
): void {
  const row = n; // n/4 samples in bytes
  for (let p: usize = 0; p < row; p += 16) {
    const aRe = v128.load(re + p), aIm = v128.load(im + p);
    const bRe = v128.load(re + p + row), bIm = v128.load(im + p + row);
    const cRe = v128.load(re + p + 2 * row), cIm = v128.load(im + p + 2 * row);
    const dRe = v128.load(re + p + 3 * row), dIm = v128.load(im + p + 3 * row);
    const w = twiddles + p;

    const acRe = f32x4.add(aRe, cRe), acIm = f32x4.add(aIm, cIm);
    const bdRe = f32x4.add(bRe, dRe), bdIm = f32x4.add(bIm, dIm);
    const acRe_ = f32x4.sub(aRe, cRe), acIm_ = f32x4.sub(aIm, cIm);
    const bdRe_ = f32x4.sub(bRe, dRe), bdIm_ = f32x4.sub(bIm, dIm);

    const y0Re = f32x4.add(acRe, bdRe), y0Im = f32x4.add(acIm, bdIm);
    const t1Re = f32x4.add(acRe_, bdIm_), t1Im = f32x4.sub(acIm_, bdRe_);
    const t2Re = f32x4.sub(acRe, bdRe), t2Im = f32x4.sub(acIm, bdIm);
    const t3Re = f32x4.sub(acRe_, bdIm_), t3Im = f32x4.add(acIm_, bdRe_);

    const w1Re = v128.load(w), w1Im = v128.load(w + row);
    const w2Re = v128.load(w + 2 * row), w2Im = v128.load(w + 3 * row);
    const w3Re = v128.load(w + 4 * row), w3Im = v128.load(w + 5 * row);

    storeTransposed(
      outRe + 4 * p,
      y0Re,
      mulRe(t1Re, t1Im, w1Re, w1Im),
      mulRe(t2Re, t2Im, w2Re, w2Im),
      mulRe(t3Re, t3Im, w3Re, w3Im),
    );
    storeTransposed(
      outIm + 4 * p,
      y0Im,
      mulIm(t1Re, t1Im, w1Re, w1Im),
      mulIm(t2Re, t2Im, w2Re, w2Im),
      mulIm(t3Re, t3Im, w3Re, w3Im),
    );
  }
}

/** Radix-4 pass of a stride of at least 4: the same factors for `stride` butterflies. */

function laterPass(
  re: usize,
  im: usize,
  outRe: usize,
  outIm: usize,
  twiddles: usize,
  length: usize,
  stride: usize,
): void {
  const rows = length >> 2;
  const row = rows * BYTES;
  const step = stride * BYTES;
  const quarter = rows * step;
  for (let p: usize = 0; p < row; p += BYTES) {
    const w = twiddles + p;
    const w1Re = v128.load32_splat(w), w1Im = v128.load32_splat(w + row);
    const w2Re = v128.load32_splat(w + 2 * row);
    const w2Im = v128.load32_splat(w + 3 * row);
    const w3Re = v128.load32_splat(w + 4 * row);
    const w3Im = v128.load32_splat(w + 5 * row);
    const end = re + step;
    for (; re < end; re += 16, im += 16, outRe += 16, outIm += 16) {
      const aRe = v128.load(re), aIm = v128.load(im);
      const bRe = v128.load(re + quarter), bIm = v128.load(im + quarter);
      const cRe = v128.load(re + 2 * quarter);
      const cIm = v128.load(im + 2 * quarter);
      const dRe = v128.load(re + 3 * quarter);
      const dIm = v128.load(im + 3 * quarter);

      const acRe = f32x4.add(aRe, cRe), acIm = f32x4.add(aIm, cIm);
      const bdRe = f32x4.add(bRe, dRe), bdIm = f32x4.add(bIm, dIm);
      const acRe_ = f32x4.sub(aRe, cRe), acIm_ = f32x4.sub(aIm, cIm);
      const bdRe_ = f32x4.sub(bRe, dRe), bdIm_ = f32x4.sub(bIm, dIm);

      v128.store(outRe, f32x4.add(acRe, bdRe));
      v128.store(outIm, f32x4.add(acIm, bdIm));
      const t1Re = f32x4.add(acRe_, bdIm_), t1Im = f32x4.sub(acIm_, bdRe_);
      v128.store(outRe + step, mulRe(t1Re, t1Im, w1Re, w1Im));
      v128.store(outIm + step, mulIm(t1Re, t1Im, w1Re, w1Im));
      const t2Re = f32x4.sub(acRe, bdRe), t2Im = f32x4.sub(acIm, bdIm);
      v128.store(outRe + 2 * step, mulRe(t2Re, t2Im, w2Re, w2Im));
      v128.store(outIm + 2 * step, mulIm(t2Re, t2Im, w2Re, w2Im));
      const t3Re = f32x4.sub(acRe_, bdIm_), t3Im = f32x4.add(acIm_, bdRe_);
      v128.store(outRe + 3 * step, mulRe(t3Re, t3Im, w3Re, w3Im));
      v128.store(outIm + 3 * step, mulIm(t3Re, t3Im, w3Re, w3Im));
    }
    outRe += 3 * step;
    outIm += 3 * step;
  }
}

/** Radix-2 pass over the two halves of 2·`half` numbers; no factors are left. */

function lastPass(x: usize, out: usize, half: usize): void {
  const bytes = half * BYTES;
  const end = x + bytes;
  for (; x < end; x += 16, out += 16) {
    const a = v128.load(x), b = v128.load(x + bytes);
    v128.store(out, f32x4.add(a, b));
    v128.store(out + bytes, f32x4.sub(a, b));
  }
}

function mulRe(aRe: v128, aIm: v128, bRe: v128, bIm: v128): v128 {
  return f32x4.sub(f32x4.mul(aRe, bRe), f32x4.mul(aIm, bIm));
}

function mulIm(aRe: v128, aIm: v128, bRe: v128, bIm: v128): v128 {
  return f32x4.add(f32x4.mul(aRe, bIm), f32x4.mul(aIm, bRe));
}

/** Stores a₀b₀c₀d₀ a₁b₁c₁d₁ …. */

function storeTransposed(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab_ = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd_ = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<f64>(ab, cd, 0, 2));
  v128.store(out, v128.shuffle<f64>(ab, cd, 1, 3), 16);
  v128.store(out, v128.shuffle<f64>(ab_, cd_, 0, 2), 32);
  v128.store(out, v128.shuffle<f64>(ab_, cd_, 1, 3), 48);
}

/**
 * Low-pass filter by overlap-save, with a change of the rate by a power of two. The filter has zero phase, so two
 * blocks travel as the real and the imaginary part of one transform.
 *
 * @param x The blocks: `n` samples each, `hop` apart.
 * @param pairs Pairs of blocks.
 * @param gains min(n, nOut) gains over n: of the bins from 0 up, then of the negative ones up to −1.
 * @param out Gets `hopOut` samples a block.
 * @param nOut Length of a block at the new rate.
 * @param skip Samples before the first valid one in a block at the new rate.
 * @param a, b Buffers of 2·max(n, nOut).
 */
export function lowpass(
  x: usize,
  pairs: usize,
  n: usize,
  hop: usize,
  twiddles: usize,
  gains: usize,
  out: usize,
  nOut: usize,
  hopOut: usize,
  skip: usize,
  twiddlesOut: usize,
  a: usize,
  b: usize,
): void {
  const half = min(n, nOut) / 2 * BYTES;
  const bytes = hopOut * BYTES;
  for (let pair: usize = 0; pair < pairs; pair++) {
    const spectrum = fft(x, x + hop * BYTES, a, b, twiddles, n);
    const filtered = spectrum == a ? b : a;
    for (let part: usize = 0; part < 2; part++) {
      const from = spectrum + part * n * BYTES;
      const to = filtered + part * nOut * BYTES;
      weigh(from, gains, to, half);
      weigh(
        from + n * BYTES - half,
        gains + half,
        to + nOut * BYTES - half,
        half,
      );
      if (nOut > n) memory.fill(to + half, 0, (nOut - n) * BYTES);
    }
    const blocks = fft(
      filtered + nOut * BYTES,
      filtered,
      spectrum,
      filtered,
      twiddlesOut,
      nOut,
    );
    memory.copy(out, blocks + (nOut + skip) * BYTES, bytes);
    memory.copy(out + bytes, blocks + skip * BYTES, bytes);
    out += 2 * bytes;
    x += 2 * hop * BYTES;
  }
}

function weigh(x: usize, gains: usize, out: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(out + i, f32x4.mul(v128.load(x + i), v128.load(gains + i)));
  }
}

/**
 * Polyphase interpolation at whole phases: output i is the row of its phase times the samples from its place on.
 *
 * @param x Sample at which the first output's row begins.
 * @param out Gets `count` samples.
 * @param rows `phases` rows of `taps` (a multiple of 8) coefficients.
 * @param phase Of the first output; advances by `phaseStep` of `phases`, the place by `step` samples and the carry.
 */
export function polyphase(
  x: usize,
  out: usize,
  count: usize,
  rows: usize,
  taps: usize,
  phases: usize,
  phase: usize,
  phaseStep: usize,
  step: usize,
): void {
  const row = taps * BYTES;
  const end = out + count * BYTES;
  for (; out < end; out += BYTES) {
    const coefficients = rows + phase * row;
    let even = f32x4.splat(0), odd = f32x4.splat(0);
    for (let i: usize = 0; i < row; i += 32) {
      even = f32x4.add(
        even,
        f32x4.mul(v128.load(coefficients + i), v128.load(x + i)),
      );
      odd = f32x4.add(
        odd,
        f32x4.mul(v128.load(coefficients + i, 16), v128.load(x + i, 16)),
      );
    }
    store<f32>(out, horizontalSum(f32x4.add(even, odd)));
    x += step * BYTES;
    phase += phaseStep;
    if (phase >= phases) {
      phase -= phases;
      x += BYTES;
    }
  }
}

/**
 * Polyphase interpolation between phases: as {@link polyphase}, at any place.
 *
 * @param rows `phases` + 1 rows.
 * @param place Of the first output, in samples from `x`; advances by `step`.
 */
export function polyphaseBetween(
  x: usize,
  out: usize,
  count: usize,
  rows: usize,
  taps: usize,
  phases: f64,
  place: f64,
  step: f64,
): void {
  const row = taps * BYTES;
  for (let n: usize = 0; n < count; n++) {
    const at = place + <f64> n * step;
    const whole = floor(at);
    const exact = (at - whole) * phases;
    const phase = floor(exact);
    const samples = x + <usize> whole * BYTES;
    const coefficients = rows + <usize> phase * row;
    const weight = f32x4.splat(<f32> (exact - phase));
    let sum = f32x4.splat(0);
    for (let i: usize = 0; i < row; i += 16) {
      const before = v128.load(coefficients + i);
      const after = v128.load(coefficients + row + i);
      const between = f32x4.add(
        before,
        f32x4.mul(weight, f32x4.sub(after, before)),
      );
      sum = f32x4.add(sum, f32x4.mul(between, v128.load(samples + i)));
    }
    store<f32>(out + n * BYTES, horizontalSum(sum));
  }
}

/** Power below this counts as this much in the flatness. */
const POWER_FLOOR: f32 = 1e-10;

/** Vectors whose mantissas are multiplied before the product is brought back to 1..2: 2^32 at most. */
const RUN: usize = 32 * 16;

/**
 * Spectra of windowed frames, reduced to five numbers each (float64): sum of the power over bins 0 … n/2, the first and
 * the last counted half; the sum with every bin raised to the floor; the sum of the rises of the magnitude since the
 * frame before; and the sum of the logarithms of the raised power, to base 2, as whole part and as a factor whose
 * logarithm is the rest.
 *
 * @param y First sample of the first frame.
 * @param frames Count of frames, `hop` samples apart.
 * @param n Frame length, a power of two, at least 64.
 * @param window `n` factors.
 * @param twiddles Of the transform of n/2 (see {@link fft}).
 * @param turns exp(−2πi·k/n) for k < n/4 + 4: real parts, then imaginary ones.
 * @param before Magnitudes of the frame before, n/2 + 1; gets those of the last frame.
 * @param total Gets the power of every frame added, n/2 + 1 bins.
 * @param out Gets 5 numbers a frame.
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
  out: usize,
  z: usize,
  a: usize,
  b: usize,
): void {
  const half = n >> 1;
  const bytes = half * BYTES;
  for (let f: usize = 0; f < frames; f++) {
    for (let i: usize = 0; i < bytes; i += 16) {
      const v = f32x4.mul(v128.load(y + 2 * i), v128.load(window + 2 * i));
      const w = f32x4.mul(
        v128.load(y + 2 * i, 16),
        v128.load(window + 2 * i, 16),
      );
      v128.store(z + i, v128.shuffle<f32>(v, w, 0, 2, 4, 6));
      v128.store(z + bytes + i, v128.shuffle<f32>(v, w, 1, 3, 5, 7));
    }
    const spectrum = fft(z, z + bytes, a, b, twiddles, half);
    const power = spectrum == a ? b : a;
    powerOf(spectrum, power, turns, half);
    reduce(power, half, before, total, out);
    y += hop * BYTES;
    out += 5 * 8;
  }
}

/** Power of a real signal's bins 0 … `half`, from the transform of its even samples + i·odd samples. */

function powerOf(z: usize, power: usize, turns: usize, half: usize): void {
  const bytes = half * BYTES;
  const turnsIm = turns + bytes / 2 + 16;
  const quarter = f32x4.splat(0.25);
  // Bins k … k+3 and their mirrors; the middle bin is its own mirror.
  for (let k: usize = BYTES; k <= bytes / 2; k += 16) {
    const mirror = z + bytes - k - 12;
    const zRe = v128.load(z + k), zIm = v128.load(z + bytes + k);
    const mRe = reversed(v128.load(mirror));
    const mIm = reversed(v128.load(mirror + bytes));
    const evenRe = f32x4.add(zRe, mRe), evenIm = f32x4.sub(zIm, mIm);
    const oddRe = f32x4.add(zIm, mIm), oddIm = f32x4.sub(mRe, zRe);
    const wRe = v128.load(turns + k), wIm = v128.load(turnsIm + k);
    const turnedRe = mulRe(oddRe, oddIm, wRe, wIm);
    const turnedIm = mulIm(oddRe, oddIm, wRe, wIm);
    const re = f32x4.add(evenRe, turnedRe), im = f32x4.add(evenIm, turnedIm);
    const re_ = f32x4.sub(evenRe, turnedRe), im_ = f32x4.sub(evenIm, turnedIm);
    v128.store(
      power + k,
      f32x4.mul(
        quarter,
        f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im)),
      ),
    );
    v128.store(
      power + bytes - k - 12,
      reversed(f32x4.mul(
        quarter,
        f32x4.add(f32x4.mul(re_, re_), f32x4.mul(im_, im_)),
      )),
    );
  }
  const re = load<f32>(z), im = load<f32>(z + bytes);
  store<f32>(power, (re + im) * (re + im));
  store<f32>(power + bytes, (re - im) * (re - im));
}

/** The five numbers of a frame (see {@link spectra}). */

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
