// @ts-nocheck: AssemblyScript, whose own compiler checks it.
/**
 * The two steps of resampling: filter by blocks, then interpolation.
 */
import { fft } from "./fft.ts";
import { BYTES, horizontalSum } from "./simd.ts";

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
