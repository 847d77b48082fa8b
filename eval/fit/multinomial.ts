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
 */
export function fitMultinomial(
  { x, y, weights, classes }: MultinomialData,
  c: number,
): Multinomial {
  const width = (x[0]?.length ?? 0) + 1;
  const size = classes * width;
  const rows = x.map((row) => Float64Array.of(1, ...row));
  const penalty = Float64Array.from(
    { length: size },
    (_, i) => i % width === 0 ? RIDGE : 1 / c,
  );
  let parameters = new Float64Array(size);
  let loss = lossOf(parameters);
  for (let step = 0; step < MAX_STEPS; step++) {
    const direction = solve(...derivatives(parameters));
    // A full step nearly always; half of it, and so on, where that went too far.
    let scale = 1;
    let next = parameters;
    let nextLoss = Infinity;
    for (; scale > 1e-6; scale /= 2) {
      next = parameters.map((p, i) => p - scale * direction[i]!);
      nextLoss = lossOf(next);
      if (nextLoss <= loss) break;
    }
    if (nextLoss > loss) break;
    const moved = Math.max(...direction.map((d) => Math.abs(scale * d)));
    parameters = next;
    loss = nextLoss;
    if (moved < TOLERANCE) break;
  }
  const ofClass = (k: number) => [
    ...parameters.subarray(k * width, (k + 1) * width),
  ];
  const all = Array.from({ length: classes }, (_, k) => ofClass(k));
  return {
    intercepts: all.map(([intercept]) => intercept!),
    coefficients: all.map(([, ...coefficients]) => coefficients),
  };

  function lossOf(theta: Float64Array): number {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += penalty[j]! * theta[j]! ** 2 / 2;
    rows.forEach((row, i) => {
      sum -= weights[i]! * Math.log(probabilities(row, theta)[y[i]!]!);
    });
    return sum;
  }

  function probabilities(row: Float64Array, theta: Float64Array): Float64Array {
    const logits = new Float64Array(classes);
    for (let k = 0; k < classes; k++) {
      for (let j = 0; j < width; j++) {
        logits[k]! += row[j]! * theta[k * width + j]!;
      }
    }
    const max = Math.max(...logits);
    const powers = logits.map((z) => Math.exp(z - max));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((p) => Math.max(p / sum, Number.MIN_VALUE));
  }

  function derivatives(theta: Float64Array): [Float64Array[], Float64Array] {
    const gradient = theta.map((t, j) => penalty[j]! * t);
    const hessian = Array.from({ length: size }, (_, j) => {
      const row = new Float64Array(size);
      row[j] = penalty[j]!;
      return row;
    });
    rows.forEach((row, i) => {
      const p = probabilities(row, theta);
      const w = weights[i]!;
      for (let k = 0; k < classes; k++) {
        const error = w * (p[k]! - (y[i] === k ? 1 : 0));
        for (let j = 0; j < width; j++) {
          gradient[k * width + j]! += error * row[j]!;
        }
        for (let l = 0; l < classes; l++) {
          const curvature = w * p[k]! * ((k === l ? 1 : 0) - p[l]!);
          for (let j = 0; j < width; j++) {
            const target = hessian[k * width + j]!;
            for (let m = 0; m < width; m++) {
              target[l * width + m]! += curvature * row[j]! * row[m]!;
            }
          }
        }
      }
    });
    return [hessian, gradient];
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
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i === j
        ? Math.sqrt(Math.max(sum, Number.EPSILON))
        : sum / lower[j]![j]!;
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
