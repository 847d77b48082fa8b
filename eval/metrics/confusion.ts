/**
 * Figures of a confusion matrix, by scikit-learn's definitions with `zero_division=0`.
 *
 * A matrix of `k` classes is a flat array of `k·k` weights: row = true class, column = predicted class. Flat,
 * because the bootstrap and the sweep add up millions of them.
 *
 * @module
 */

/** Weights (or counts) of true × predicted class, row by row. */
export type Confusion = Float64Array;

/** Number of classes of a matrix. */
export function classesOf(matrix: Confusion): number {
  return Math.sqrt(matrix.length);
}

/**
 * Counts true × predicted.
 *
 * @param truth class of each sample, 0..k−1.
 * @param predicted as `truth`, of the same length.
 * @param weights of the samples; each counts 1 without them.
 */
export function confusionMatrix(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  k: number,
  weights?: ArrayLike<number>,
): Confusion {
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < truth.length; i++) {
    matrix[truth[i]! * k + predicted[i]!]! += weights?.[i] ?? 1;
  }
  return matrix;
}

/** Precision, recall, F1 and support of one class. */
export interface ClassFigures {
  /** Share of what was called this class that is it; 0 if nothing was called it. */
  readonly precision: number;
  /** Share of this class that was found; 0 if there is none. */
  readonly recall: number;
  /** Harmonic mean of the two; 0 if the class is neither there nor predicted. */
  readonly f1: number;
  /** Weight of the samples that are of this class. */
  readonly support: number;
  /** Weight of the samples that were called this class. */
  readonly predicted: number;
}

const ratio = (a: number, b: number) => b === 0 ? 0 : a / b;

/** {@linkcode ClassFigures} of each class, in order. */
export function classFigures(matrix: Confusion): ClassFigures[] {
  const k = classesOf(matrix);
  return Array.from({ length: k }, (_, c) => {
    let support = 0;
    let predicted = 0;
    for (let j = 0; j < k; j++) {
      support += matrix[c * k + j]!;
      predicted += matrix[j * k + c]!;
    }
    const hit = matrix[c * k + c]!;
    return {
      precision: ratio(hit, predicted),
      recall: ratio(hit, support),
      f1: ratio(2 * hit, support + predicted),
      support,
      predicted,
    };
  });
}

/** Share of the weight on the diagonal, 0..1; 0 for an empty matrix. */
export function accuracy(matrix: Confusion): number {
  const k = classesOf(matrix);
  let hits = 0;
  let total = 0;
  for (let c = 0; c < k; c++) {
    hits += matrix[c * k + c]!;
    for (let j = 0; j < k; j++) total += matrix[c * k + j]!;
  }
  return ratio(hits, total);
}

/**
 * Mean F1 of the classes that are there or were predicted: scikit-learn's `f1_score(average="macro")`, which
 * takes its classes from the data. A class that is neither counts for nothing, one that is only predicted counts 0.
 */
export function macroF1(matrix: Confusion): number {
  const k = classesOf(matrix);
  let sum = 0;
  let present = 0;
  for (let c = 0; c < k; c++) {
    let both = 0;
    for (let j = 0; j < k; j++) both += matrix[c * k + j]! + matrix[j * k + c]!;
    if (both === 0) continue;
    present++;
    sum += 2 * matrix[c * k + c]! / both;
  }
  return ratio(sum, present);
}

/** Mean F1 of the classes, weighted by support. */
export function weightedF1(matrix: Confusion): number {
  let sum = 0;
  let total = 0;
  for (const { f1, support } of classFigures(matrix)) {
    sum += f1 * support;
    total += support;
  }
  return ratio(sum, total);
}

/** Mean recall of the classes that are there. */
export function balancedAccuracy(matrix: Confusion): number {
  const there = classFigures(matrix).filter(({ support }) => support > 0);
  return ratio(there.reduce((sum, c) => sum + c.recall, 0), there.length);
}

/**
 * Cohen's kappa (1960): agreement beyond chance, 1 at most.
 *
 * @returns NaN where chance alone agrees fully (a single class), as scikit-learn does.
 */
export function cohenKappa(matrix: Confusion): number {
  const figures = classFigures(matrix);
  const total = figures.reduce((sum, c) => sum + c.support, 0);
  const k = figures.length;
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      if (i === j) continue;
      observed += matrix[i * k + j]!;
      expected += figures[i]!.support * figures[j]!.predicted / total;
    }
  }
  return 1 - observed / expected;
}

/** Each row divided by its sum: the share of a true class that went to each class. Rows without samples stay 0. */
export function rowNormalised(matrix: Confusion): Confusion {
  const k = classesOf(matrix);
  const out = new Float64Array(matrix.length);
  for (let i = 0; i < k; i++) {
    const row = matrix.subarray(i * k, (i + 1) * k);
    const sum = row.reduce((a, b) => a + b, 0);
    for (let j = 0; j < k; j++) out[i * k + j] = ratio(row[j]!, sum);
  }
  return out;
}

/** The matrix as rows, as JSON and tables want it. */
export function rowsOf(matrix: Confusion): number[][] {
  const k = classesOf(matrix);
  return Array.from(
    { length: k },
    (_, i) => Array.from(matrix.subarray(i * k, (i + 1) * k)),
  );
}
