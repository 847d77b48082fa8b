/**
 * Multinomial logistic regression with an L2 penalty, by Newton's method with second derivatives that are kept for some
 * steps.
 *
 * @module
 */

/** A fitted model: for each class an intercept and a coefficient a feature. */
export interface Multinomial {
  readonly intercepts: readonly number[];
  readonly coefficients: readonly (readonly number[])[];
}

/** What a model is fitted to. */
export interface MultinomialData {
  /** Features, one row a sample. */
  readonly x: readonly (readonly number[])[];
  /** Class of each sample, 0 … classes − 1. */
  readonly y: readonly number[];
  /** Weight of each sample, 0 or more. */
  readonly weights: readonly number[];
  readonly classes: number;
  /**
   * Logits that are there before the model adds its own, a row a sample: it then learns what they get wrong, and its
   * intercepts are penalised too, so that little data changes little.
   */
  readonly offsets?: readonly (readonly number[])[];
}

/** Steps at most. */
const MAX_STEPS = 500;

/** Done when no parameter moves by more. */
const TOLERANCE = 1e-7;

/** The second derivatives are taken anew when a step is longer than this share of the one before it. */
const SLOW = 0.5;

/** Penalty on the intercepts: only makes the solution, which otherwise may shift, a single one. */
const RIDGE = 1e-9;

/**
 * Minimises `Σ wᵢ·(−log p(yᵢ | xᵢ)) + ‖coefficients‖² / (2·c)`, as scikit-learn's `LogisticRegression(C=c)` does;
 * intercepts are not penalised.
 *
 * @param c inverse of the penalty's strength, above 0.
 */
export function fitMultinomial(data: MultinomialData, c: number): Multinomial {
  return fitMultinomials(data, [c])[0]!;
}

/** {@linkcode fitMultinomial} for several `c`, each from where the one before it ended. */
export function fitMultinomials(
  data: MultinomialData,
  cs: readonly number[],
): Multinomial[] {
  const problem = new Problem(data);
  const descent = new Descent(problem);
  return cs.map((c) => {
    const theta = descent.run(c);
    const { width, classes } = problem;
    const all = Array.from(
      { length: classes },
      (_, k) => [...theta.subarray(k * width, (k + 1) * width)],
    );
    return {
      intercepts: all.map(([intercept]) => intercept!),
      coefficients: all.map(([, ...coefficients]) => coefficients),
    };
  });
}

/**
 * Newton's method. Second derivatives cost most, and change little near the solution: they are kept while the steps
 * shrink fast, from one penalty to the next as well.
 */
class Descent {
  readonly #problem: Problem;
  #theta: Float64Array;
  /** Second derivatives of the loss without the penalty, from some step before; null: too long before. */
  #hessian: Float64Array[] | null = null;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#theta = new Float64Array(problem.classes * problem.width);
  }

  /** Goes down to the least loss with a penalty; gives the parameters. */
  run(c: number): Float64Array {
    const problem = this.#problem;
    const penalty = problem.penalty(c);
    let { loss, gradient } = problem.evaluate(this.#theta, penalty);
    let factor: Float64Array[] | null = null;
    let before = Infinity;
    for (let step = 0; step < MAX_STEPS; step++) {
      const isNew = this.#hessian === null;
      this.#hessian ??= problem.hessian(this.#theta);
      factor ??= decomposed(this.#hessian, penalty);
      const direction = solve(factor, gradient);
      // A full step nearly always; half of it, and so on, where that went too far.
      let scale = 1;
      let next = this.#theta;
      let found = { loss: Infinity, gradient };
      for (; scale > 1e-6; scale /= 2) {
        next = this.#theta.map((p, i) => p - scale * direction[i]!);
        found = problem.evaluate(next, penalty);
        if (found.loss <= loss) break;
      }
      const moved = scale *
        direction.reduce((a, d) => Math.max(a, Math.abs(d)), 0);
      const isWorse = found.loss > loss;
      if (!isWorse) {
        this.#theta = next;
        ({ loss, gradient } = found);
      }
      if (isWorse ? isNew : moved < TOLERANCE) break;
      if (isWorse || moved > SLOW * before) {
        this.#hessian = factor = null;
        before = Infinity;
      } else before = moved;
    }
    return this.#theta;
  }
}

/** The function to minimise, with its derivatives. A class's parameters are its intercept, then its coefficients. */
class Problem {
  readonly width: number;
  readonly classes: number;
  readonly #n: number;
  /** Features with a 1 before them, row by row. */
  readonly #rows: Float64Array;
  readonly #offsets: Float64Array | null;
  readonly #y: readonly number[];
  readonly #weights: readonly number[];
  readonly #ridge: (c: number) => number;
  /** Probabilities of one sample. */
  readonly #p: Float64Array;

  constructor({ x, y, weights, classes, offsets }: MultinomialData) {
    const width = (x[0]?.length ?? 0) + 1;
    this.width = width;
    this.classes = classes;
    this.#n = x.length;
    this.#rows = new Float64Array(x.length * width);
    x.forEach((row, i) => this.#rows.set([1, ...row], i * width));
    this.#offsets = offsets === undefined
      ? null
      : Float64Array.from(offsets.flat());
    this.#y = y;
    this.#weights = weights;
    this.#ridge = (c) => offsets === undefined ? RIDGE : 1 / c;
    this.#p = new Float64Array(classes);
  }

  /** Twice what each parameter's square costs. */
  penalty(c: number): Float64Array {
    const { width, classes } = this;
    return Float64Array.from(
      { length: classes * width },
      (_, i) => i % width === 0 ? this.#ridge(c) : 1 / c,
    );
  }

  /** The loss, and its first derivatives. */
  evaluate(
    theta: Float64Array,
    penalty: Float64Array,
  ): { loss: number; gradient: Float64Array } {
    const { width, classes } = this;
    const gradient = new Float64Array(theta.length);
    let loss = 0;
    for (let j = 0; j < theta.length; j++) {
      loss += penalty[j]! * theta[j]! ** 2 / 2;
      gradient[j] = penalty[j]! * theta[j]!;
    }
    for (let i = 0; i < this.#n; i++) {
      const p = this.#probabilities(i, theta);
      const w = this.#weights[i]!;
      const y = this.#y[i]!;
      loss -= w * Math.log(Math.max(p[y]!, Number.MIN_VALUE));
      const from = i * width;
      for (let k = 0; k < classes; k++) {
        const error = w * (p[k]! - (y === k ? 1 : 0));
        const to = k * width;
        for (let j = 0; j < width; j++) {
          gradient[to + j]! += error * this.#rows[from + j]!;
        }
      }
    }
    return { loss, gradient };
  }

  /** The second derivatives without the penalty: the lower half of their matrix, row by row. */
  hessian(theta: Float64Array): Float64Array[] {
    const { width, classes } = this;
    // A block for each pair of classes; each is symmetric, so its lower half is enough.
    const half = width * (width + 1) / 2;
    const pairs = classes * (classes + 1) / 2;
    const blocks = new Float64Array(pairs * half);
    const squares = new Float64Array(half);
    for (let i = 0; i < this.#n; i++) {
      const p = this.#probabilities(i, theta);
      const w = this.#weights[i]!;
      const from = i * width;
      let at = 0;
      for (let j = 0; j < width; j++) {
        const x = w * this.#rows[from + j]!;
        for (let m = 0; m <= j; m++) {
          squares[at++] = x * this.#rows[from + m]!;
        }
      }
      at = 0;
      for (let k = 0; k < classes; k++) {
        for (let l = 0; l <= k; l++) {
          const curvature = p[k]! * ((k === l ? 1 : 0) - p[l]!);
          for (let h = 0; h < half; h++) {
            blocks[at + h]! += curvature * squares[h]!;
          }
          at += half;
        }
      }
    }
    return Array.from({ length: theta.length }, (_, row) => {
      const k = Math.floor(row / width);
      const j = row % width;
      return Float64Array.from({ length: row + 1 }, (_, column) => {
        const l = Math.floor(column / width);
        const m = column % width;
        const block = (k * (k + 1) / 2 + l) * half;
        const [high, low] = j > m ? [j, m] : [m, j];
        return blocks[block + high * (high + 1) / 2 + low]!;
      });
    });
  }

  /** Of a sample; the same array at every call. */
  #probabilities(i: number, theta: Float64Array): Float64Array {
    const { width, classes } = this;
    const p = this.#p;
    const rows = this.#rows;
    const from = i * width;
    let max = -Infinity;
    for (let k = 0; k < classes; k++) {
      let logit = this.#offsets === null ? 0 : this.#offsets[i * classes + k]!;
      const to = k * width;
      for (let j = 0; j < width; j++) logit += rows[from + j]! * theta[to + j]!;
      p[k] = logit;
      if (logit > max) max = logit;
    }
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += p[k] = Math.exp(p[k]! - max);
    for (let k = 0; k < classes; k++) p[k]! /= sum;
    return p;
  }
}

/**
 * Cholesky's decomposition of a symmetric positive definite matrix, of which the lower half is given.
 *
 * @param diagonal is added to its diagonal.
 */
function decomposed(
  matrix: readonly Float64Array[],
  diagonal: Float64Array,
): Float64Array[] {
  const lower: Float64Array[] = [];
  for (const [i, row] of matrix.entries()) {
    const own = row.slice();
    own[i]! += diagonal[i]!;
    for (let j = 0; j <= i; j++) {
      const other = j === i ? own : lower[j]!;
      let sum = own[j]!;
      for (let k = 0; k < j; k++) sum -= own[k]! * other[k]!;
      own[j] = i === j
        ? Math.sqrt(Math.max(sum, Number.EPSILON))
        : sum / other[j]!;
    }
    lower.push(own);
  }
  return lower;
}

/** Solves `L · Lᵀ · x = vector`. */
function solve(
  lower: readonly Float64Array[],
  vector: Float64Array,
): Float64Array {
  const n = vector.length;
  const x = vector.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i]![k]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= lower[k]![i]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  return x;
}
