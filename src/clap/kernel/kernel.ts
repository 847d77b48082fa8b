// @ts-nocheck: AssemblyScript, whose own compiler checks it.
/**
 * The inner loops of a front end as WebAssembly with SIMD, in AssemblyScript: `deno task kernel` builds
 * kernel.wasm from this and the spectra of src/dsp/kernel. Everything around them (layout of the memory, tables, edges) is ../kaldi_kernel.ts.
 *
 * Pointers are byte offsets, lengths count float32 samples. Nothing is allocated here.
 */
import { framePower } from "../../dsp/kernel/power.ts";
import { BYTES, horizontalSum } from "../../dsp/kernel/simd.ts";

/**
 * Pre-emphasis: out[i] = x[i + 1] − factor·x[i]. What is not finite counts as 0, and what is beyond ±`loudest` as that.
 *
 * @param count Rounded up to a multiple of 4, for which there must be room.
 */
export function emphasize(
  x: usize,
  out: usize,
  count: usize,
  factor: f32,
  loudest: f32,
): void {
  for (let i: usize = 0; i < count * BYTES; i += 16) {
    const before = tame(v128.load(x + i), loudest);
    const here = tame(v128.load(x + i, BYTES), loudest);
    v128.store(
      out + i,
      f32x4.sub(here, f32x4.mul(f32x4.splat(factor), before)),
    );
  }
}

function tame(x: v128, loudest: f32): v128 {
  // Only of finite numbers is the difference 0.
  const finite = f32x4.eq(f32x4.sub(x, x), f32x4.splat(0));
  return f32x4.pmax(
    f32x4.splat(-loudest),
    f32x4.pmin(f32x4.splat(loudest), v128.and(x, finite)),
  );
}

/**
 * Power in bands of windowed frames: ln(offset + Σ weight·power), times `scale`, plus `shift`.
 *
 * @param y First sample of the first frame.
 * @param frames Count of frames, `hop` samples apart.
 * @param n Frame length, a power of two, at least 64.
 * @param window `n` factors.
 * @param twiddles Of the transform of n/2 (see {@link fft}).
 * @param turns exp(−2πi·k/n) for k < n/4 + 4: real parts, then imaginary ones.
 * @param bands Of each band two int32: its first bin, and its count of bins, a multiple of 4.
 * @param weights Of all bands, one after another.
 * @param mels Count of bands.
 * @param out Gets `mels` values a frame; their count in all is rounded up to a multiple of 4.
 * @param z, a, b Buffers of n each.
 */
export function logBands(
  y: usize,
  frames: usize,
  hop: usize,
  n: usize,
  window: usize,
  twiddles: usize,
  turns: usize,
  bands: usize,
  weights: usize,
  mels: usize,
  offset: f32,
  scale: f32,
  shift: f32,
  out: usize,
  z: usize,
  a: usize,
  b: usize,
): void {
  let at = out;
  for (let f: usize = 0; f < frames; f++) {
    const power = framePower(y, n, window, twiddles, turns, z, a, b);
    let weight = weights;
    for (let m: usize = 0; m < mels; m++) {
      let bin = power + <usize> load<i32>(bands + 8 * m) * BYTES;
      const end = bin + <usize> load<i32>(bands + 8 * m, 4) * BYTES;
      let sum = f32x4.splat(0);
      for (; bin < end; bin += 16, weight += 16) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(bin), v128.load(weight)));
      }
      store<f32>(at, horizontalSum(sum));
      at += BYTES;
    }
    y += hop * BYTES;
  }
  for (let p = out; p < at; p += 16) {
    const x = f32x4.add(v128.load(p), f32x4.splat(offset));
    v128.store(
      p,
      f32x4.add(
        f32x4.mul(logarithm(x), f32x4.splat(scale)),
        f32x4.splat(shift),
      ),
    );
  }
}

/**
 * ln x = e·ln 2 + 2·artanh(s) with s = (m − 1) / (m + 1), where x = m·2^e and m is between √½ and √2: of the series of
 * artanh, what is left out is below 1e-9.
 *
 * @param x Normal numbers above 0.
 */
function logarithm(x: v128): v128 {
  const root = i32x4.splat(0x3f3504f3); // √½
  const shifted = i32x4.sub(x, root);
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const m = i32x4.add(v128.and(shifted, i32x4.splat(0x7fffff)), root);
  const one = f32x4.splat(1);
  const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const q = f32x4.mul(s, s);
  let series = f32x4.splat(2.0 / 9);
  series = f32x4.add(f32x4.mul(series, q), f32x4.splat(2.0 / 7));
  series = f32x4.add(f32x4.mul(series, q), f32x4.splat(2.0 / 5));
  series = f32x4.add(f32x4.mul(series, q), f32x4.splat(2.0 / 3));
  series = f32x4.add(f32x4.mul(series, q), f32x4.splat(2));
  return f32x4.add(
    f32x4.mul(e, f32x4.splat(0.6931471805599453)),
    f32x4.mul(series, s),
  );
}
