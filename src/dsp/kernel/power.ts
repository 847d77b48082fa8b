// @ts-nocheck: AssemblyScript, whose own compiler checks it.
/**
 * The power spectrum of a windowed frame.
 */
import { fft } from "./fft.ts";
import { BYTES, mulIm, mulRe, reversed } from "./simd.ts";

/**
 * Power of the bins 0 … n/2 of a windowed frame: n/2 + 1 numbers in `a` or `b`, whichever this returns.
 *
 * @param y First sample of the frame.
 * @param n Frame length, a power of two, at least 64.
 * @param window `n` factors.
 * @param twiddles Of the transform of n/2 (see {@link fft}).
 * @param turns exp(−2πi·k/n) for k < n/4 + 4: real parts, then imaginary ones.
 * @param z, a, b Buffers of n each.
 */
export function framePower(
  y: usize,
  n: usize,
  window: usize,
  twiddles: usize,
  turns: usize,
  z: usize,
  a: usize,
  b: usize,
): usize {
  const half = n >> 1;
  const bytes = half * BYTES;
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
  untangle(spectrum, power, turns, half);
  return power;
}

/**
 * Power of a real signal's bins 0 … `half`, from the transform Z of its even samples + i·odd samples: with
 * E = Z[k] + Z*[−k] and O = (Z[k] − Z*[−k]) / i, bin k is (E + turn·O) / 2, and bin half − k its mirror,
 * (E − turn·O) / 2, conjugated.
 */
function untangle(z: usize, power: usize, turns: usize, half: usize): void {
  const bytes = half * BYTES;
  const turnsIm = turns + bytes / 2 + 16;
  const quarter = f32x4.splat(0.25);
  // Bins k … k+3 and their mirrors; the middle bin is its own mirror.
  for (let k: usize = BYTES; k <= bytes / 2; k += 16) {
    const mirror = bytes - k - 12;
    const re = v128.load(z + k), im = v128.load(z + bytes + k);
    const mirrorRe = reversed(v128.load(z + mirror));
    const mirrorIm = reversed(v128.load(z + bytes + mirror));
    const evenRe = f32x4.add(re, mirrorRe), evenIm = f32x4.sub(im, mirrorIm);
    const oddRe = f32x4.add(im, mirrorIm), oddIm = f32x4.sub(mirrorRe, re);
    const turnRe = v128.load(turns + k), turnIm = v128.load(turnsIm + k);
    const turnedRe = mulRe(oddRe, oddIm, turnRe, turnIm);
    const turnedIm = mulIm(oddRe, oddIm, turnRe, turnIm);
    const here = squared(
      f32x4.add(evenRe, turnedRe),
      f32x4.add(evenIm, turnedIm),
    );
    const there = squared(
      f32x4.sub(evenRe, turnedRe),
      f32x4.sub(evenIm, turnedIm),
    );
    v128.store(power + k, f32x4.mul(quarter, here));
    v128.store(power + mirror, reversed(f32x4.mul(quarter, there)));
  }
  const re = load<f32>(z), im = load<f32>(z + bytes);
  store<f32>(power, (re + im) * (re + im));
  store<f32>(power + bytes, (re - im) * (re - im));
}

function squared(re: v128, im: v128): v128 {
  return f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im));
}
