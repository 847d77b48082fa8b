/**
 * Multinomial logistic regression with an L2 penalty, by Newton's method.
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

/** Newton's steps at most; a problem of this kind takes about ten. */
const MAX_STEPS = 100;

/** Done when no parameter moves by more. */
const TOLERANCE = 1e-9;

/** Penalty on the intercepts: only makes the solution, which otherwise may shift, a single one. */
const RIDGE = 1e-9;

/**
 * Minimises `Σ wᵢ·(−log p(yᵢ | xᵢ)) + ‖coefficients‖² / (2·c)`, as scikit-learn's `LogisticRegression(C=c)` does;
 * intercepts are not penalised.
 *
 * @param c inverse of the penalty's strength, above 0.
 * @param start a solution nearby, as of another `c`: fewer steps lead from there.
 */
export function fitMultinomial(
  data: MultinomialData,
  c: number,
  start?: Multinomial,
): Multinomial {
  const problem = new Problem(data, c);
  const { width, classes } = problem;
  let parameters = new Float64Array(classes * width);
  start?.intercepts.forEach((intercept, k) =>
    parameters.set([intercept, ...start.coefficients[k]!], k * width)
  );
  let loss = problem.loss(parameters);
  for (let step = 0; step < MAX_STEPS; step++) {
    const direction = solve(...problem.derivatives(parameters));
    // A full step nearly always; half of it, and so on, where that went too far.
    let scale = 1;
    let next = parameters;
    let nextLoss = Infinity;
    for (; scale > 1e-6; scale /= 2) {
      next = parameters.map((p, i) => p - scale * direction[i]!);
      nextLoss = problem.loss(next);
      if (nextLoss <= loss) break;
    }
    if (nextLoss > loss) break;
    const moved = direction.reduce((a, d) => Math.max(a, Math.abs(d)), 0);
    parameters = next;
    loss = nextLoss;
    if (scale * moved < TOLERANCE) break;
  }
  const all = Array.from(
    { length: classes },
    (_, k) => [...parameters.subarray(k * width, (k + 1) * width)],
  );
  return {
    intercepts: all.map(([intercept]) => intercept!),
    coefficients: all.map(([, ...coefficients]) => coefficients),
  };
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
  readonly #penalty: Float64Array;
  /** Probabilities of one sample. */
  readonly #p: Float64Array;

  constructor(
    { x, y, weights, classes, offsets }: MultinomialData,
    c: number,
  ) {
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
    const ridge = offsets === undefined ? RIDGE : 1 / c;
    this.#penalty = Float64Array.from(
      { length: classes * width },
      (_, i) => i % width === 0 ? ridge : 1 / c,
    );
    this.#p = new Float64Array(classes);
  }

  loss(theta: Float64Array): number {
    let sum = 0;
    for (let j = 0; j < theta.length; j++) {
      sum += this.#penalty[j]! * theta[j]! ** 2 / 2;
    }
    for (let i = 0; i < this.#n; i++) {
      const p = this.#probabilities(i, theta);
      sum -= this.#weights[i]! *
        Math.log(Math.max(p[this.#y[i]!]!, Number.MIN_VALUE));
    }
    return sum;
  }

  /** Hessian and gradient. */
  derivatives(theta: Float64Array): [Float64Array[], Float64Array] {
    const { width, classes } = this;
    const gradient = theta.map((t, j) => this.#penalty[j]! * t);
    const hessian = Array.from(
      { length: theta.length },
      () => new Float64Array(theta.length),
    );
    for (let i = 0; i < this.#n; i++) {
      const p = this.#probabilities(i, theta);
      const w = this.#weights[i]!;
      const row = this.#rows.subarray(i * width, (i + 1) * width);
      for (let k = 0; k < classes; k++) {
        const error = w * (p[k]! - (this.#y[i] === k ? 1 : 0));
        for (let j = 0; j < width; j++) {
          gradient[k * width + j]! += error * row[j]!;
        }
        // The matrix is symmetric, and so is each pair of classes in it: the lower halves are enough.
        for (let l = 0; l <= k; l++) {
          const curvature = w * p[k]! * ((k === l ? 1 : 0) - p[l]!);
          for (let j = 0; j < width; j++) {
            const target = hessian[k * width + j]!;
            const factor = curvature * row[j]!;
            const at = l * width;
            for (let m = 0; m <= j; m++) target[at + m]! += factor * row[m]!;
          }
        }
      }
    }
    for (let k = 0; k < classes; k++) {
      for (let l = 0; l <= k; l++) {
        for (let j = 0; j < width; j++) {
          for (let m = 0; m <= j; m++) {
            const value = hessian[k * width + j]![l * width + m]!;
            hessian[k * width + m]![l * width + j] = value;
            hessian[l * width + m]![k * width + j] = value;
            hessian[l * width + j]![k * width + m] = value;
          }
        }
      }
    }
    for (let j = 0; j < theta.length; j++) {
      hessian[j]![j]! += this.#penalty[j]!;
    }
    return [hessian, gradient];
  }

  /** Of a sample; the same array at every call. */
  #probabilities(i: number, theta: Float64Array): Float64Array {
    const { width, classes } = this;
    const p = this.#p;
    let max = -Infinity;
    for (let k = 0; k < classes; k++) {
      let logit = this.#offsets === null ? 0 : this.#offsets[i * classes + k]!;
      for (let j = 0; j < width; j++) {
        logit += this.#rows[i * width + j]! * theta[k * width + j]!;
      }
      p[k] = logit;
      if (logit > max) max = logit;
    }
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += p[k] = Math.exp(p[k]! - max);
    for (let k = 0; k < classes; k++) p[k]! /= sum;
    return p;
  }
}

/** Solves `matrix · x = vector` for a symmetric positive definite matrix, by Cholesky's decomposition. */
function solve(
  matrix: readonly Float64Array[],
  vector: Float64Array,
): Float64Array {
  const n = vector.length;
  const lower = matrix.map(() => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    const own = lower[i]!;
    for (let j = 0; j <= i; j++) {
      const other = lower[j]!;
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= own[k]! * other[k]!;
      own[j] = i === j
        ? Math.sqrt(Math.max(sum, Number.EPSILON))
        : sum / other[j]!;
    }
  }
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
