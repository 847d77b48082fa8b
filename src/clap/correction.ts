/**
 * What labelled sounds teach: how far the prompts are wrong about them, and about sounds like them.
 *
 * Kernel ridge regression (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, section 2.2) of the
 * prompts' errors on the sounds, with the kernel exp((cosine − 1) / reach), which on vectors of length 1 is a Gaussian.
 * Where the prompts are right nothing is learned; what is learned fades with the distance; n sounds alike count
 * n / (n + shrinkage). Pure numbers, so that the scorer and the sweep share it.
 *
 * @module
 */
import type { ClapConfig } from "../config/schema.ts";
import { type Role, ROLES } from "../types.ts";
import { cholesky, solveCholesky } from "./cholesky.ts";

/** The part of `clap` that a correction depends on. */
export type CorrectionConfig = Pick<ClapConfig, "tau_clap" | "prototypes">;

/** Sounds with this cosine are copies of one another: what differs is rounding. */
export const COPY = 1 - 1e-5;

const R = ROLES.length;

/** Corrects similarities by labelled sounds. */
export class Correction {
  readonly #n: number;
  readonly #scale: number;
  readonly #reach: number;
  /** The regression's coefficients: R a labelled sound. */
  readonly #alpha: Float64Array;
  readonly #factor: Float64Array;
  #inverse: Float64Array | undefined;

  /**
   * @param roles the role that a person gave to each sound.
   * @param cosine of two of the sounds, by their places.
   * @param given the probabilities that the prompts alone give each sound, in the order of ROLES.
   */
  constructor(
    roles: readonly Role[],
    cosine: (i: number, j: number) => number,
    given: readonly ArrayLike<number>[],
    { tau_clap, prototypes }: CorrectionConfig,
  ) {
    const n = roles.length;
    const { weight, shrinkage, reach } = prototypes;
    this.#n = n;
    this.#scale = weight * tau_clap;
    this.#reach = reach;
    const kernel = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        kernel[i * n + j] = kernel[j * n + i] = this.#kernel(cosine(i, j));
      }
      kernel[i * n + i] = 1 + shrinkage;
    }
    this.#factor = cholesky(kernel, n);
    this.#alpha = new Float64Array(n * R);
    for (const [r, role] of ROLES.entries()) {
      const errors = Float64Array.from(
        roles,
        (own, i) => (own === role ? 1 : 0) - given[i]![r]!,
      );
      const column = solveCholesky(this.#factor, n, errors);
      for (let i = 0; i < n; i++) this.#alpha[i * R + r] = column[i]!;
    }
  }

  /**
   * What each labelled sound adds to the similarity of each role, for a sound that has these cosines with them: n rows
   * of one number a role.
   */
  parts(cosines: ArrayLike<number>): Float64Array {
    return this.#parts(cosines, this.#alpha);
  }

  /** The same by what the others teach where the sound itself, or a copy of it, is among the labelled ones. */
  partsWithoutCopies(cosines: ArrayLike<number>): Float64Array {
    const own = Array.from({ length: this.#n }, (_, i) => i)
      .filter((i) => cosines[i]! >= COPY);
    return this.#parts(
      cosines,
      own.length === 0 ? this.#alpha : this.#alphaWithout(own),
    );
  }

  #kernel(cosine: number): number {
    return Math.exp((cosine - 1) / this.#reach);
  }

  #parts(cosines: ArrayLike<number>, alpha: Float64Array): Float64Array {
    const parts = new Float64Array(this.#n * R);
    for (let i = 0; i < this.#n; i++) {
      const k = this.#scale * this.#kernel(cosines[i]!);
      for (let r = 0; r < R; r++) parts[i * R + r] = k * alpha[i * R + r]!;
    }
    return parts;
  }

  /**
   * The coefficients of a fit without some of the sounds, from those of the fit with all: with G the inverse of the
   * regression's matrix, α − G₍·ₒ₎ (G₍ₒₒ₎)⁻¹ α₍ₒ₎ for the sounds o that are left out.
   */
  #alphaWithout(own: readonly number[]): Float64Array {
    const n = this.#n;
    const m = own.length;
    const inverse = this.#inverse ??= this.#invert();
    const block = new Float64Array(m * m);
    for (const [a, i] of own.entries()) {
      for (const [b, j] of own.entries()) {
        block[a * m + b] = inverse[i * n + j]!;
      }
    }
    const factor = cholesky(block, m);
    const alpha = this.#alpha.slice();
    for (let r = 0; r < R; r++) {
      const gone = Float64Array.from(own, (i) => this.#alpha[i * R + r]!);
      solveCholesky(factor, m, gone);
      for (let i = 0; i < n; i++) {
        for (const [b, j] of own.entries()) {
          alpha[i * R + r] = alpha[i * R + r]! - inverse[i * n + j]! * gone[b]!;
        }
      }
    }
    for (const i of own) alpha.fill(0, i * R, (i + 1) * R);
    return alpha;
  }

  #invert(): Float64Array {
    const n = this.#n;
    const inverse = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      const row = inverse.subarray(i * n, (i + 1) * n);
      row[i] = 1;
      solveCholesky(this.#factor, n, row);
    }
    return inverse;
  }
}

/** The sum over the labelled sounds of {@linkcode Correction.parts}, a number a role. */
export function sumOfParts(parts: Float64Array): Float64Array {
  const sums = new Float64Array(R);
  for (let at = 0; at < parts.length; at++) {
    sums[at % R] = sums[at % R]! + parts[at]!;
  }
  return sums;
}
