// @ts-nocheck: AssemblyScript, whose own compiler checks it.
/**
 * The fast Fourier transform.
 */
import { BYTES, mulIm, mulRe, storeTransposed } from "./simd.ts";

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
