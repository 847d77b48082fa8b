/**
 * Folds for cross-validation that keep packs whole and roles even.
 *
 * @module
 */

/**
 * Deals groups out to `k` folds so that each fold has nearly its share of every class, no group is split, and no
 * randomness is involved. The method is scikit-learn's `StratifiedGroupKFold` without shuffling: groups whose
 * classes are spread least evenly come first, each goes to the fold in which it keeps the classes' shares over the
 * folds closest together, and of equals to the one with the fewest samples.
 *
 * @param truth class of each sample, 0..classes−1.
 * @param groups group of each sample, 0..g−1. Number them by sorted name, and the folds do not depend on the order
 * of the samples.
 * @param k number of folds, 2..g.
 * @returns the fold of each sample, 0..k−1.
 * @throws {RangeError} if `k` is below 2 or above the number of groups.
 */
export function stratifiedGroupFolds(
  truth: ArrayLike<number>,
  groups: ArrayLike<number>,
  classes: number,
  k: number,
): Uint8Array {
  const n = truth.length;
  let groupCount = 0;
  for (let i = 0; i < n; i++) groupCount = Math.max(groupCount, groups[i]! + 1);
  if (!(k >= 2 && k <= Math.min(groupCount, 255))) {
    throw new RangeError(
      `Cannot make ${k} folds of ${groupCount} groups: take 2 to ${
        Math.min(groupCount, 255)
      }`,
    );
  }
  const total = new Float64Array(classes);
  const counts = Array.from(
    { length: groupCount },
    () => new Float64Array(classes),
  );
  for (let i = 0; i < n; i++) {
    total[truth[i]!]!++;
    counts[groups[i]!]![truth[i]!]!++;
  }
  const there = Array.from(total.keys()).filter((c) => total[c]! > 0);
  const spread = counts.map((count) =>
    standardDeviation(there.map((c) => count[c]!))
  );
  const order = counts.map((_, g) => g)
    .sort((a, b) => spread[b]! - spread[a]! || a - b);

  const folds = Array.from({ length: k }, () => new Float64Array(classes));
  const foldOf = new Uint8Array(groupCount);
  for (const g of order) {
    const best = bestFold(folds, counts[g]!, total, there);
    foldOf[g] = best;
    for (let c = 0; c < classes; c++) folds[best]![c]! += counts[g]![c]!;
  }
  return Uint8Array.from({ length: n }, (_, i) => foldOf[groups[i]!]!);
}

function bestFold(
  folds: readonly Float64Array[],
  group: Float64Array,
  total: Float64Array,
  classes: readonly number[],
): number {
  let best = 0;
  let bestSpread = Infinity;
  let bestSize = Infinity;
  for (const [f, fold] of folds.entries()) {
    const spread = meanOf(
      classes.map((c) =>
        standardDeviation(
          folds.map((other, o) =>
            (other[c]! + (o === f ? group[c]! : 0)) / total[c]!
          ),
        )
      ),
    );
    const size = fold.reduce((a, b) => a + b, 0);
    if (
      spread < bestSpread || (isClose(spread, bestSpread) && size < bestSize)
    ) {
      best = f;
      bestSpread = spread;
      bestSize = size;
    }
  }
  return best;
}

/** Equal but for rounding, by numpy's default tolerances. */
const isClose = (a: number, b: number) =>
  Math.abs(a - b) <= 1e-8 + 1e-5 * Math.abs(b);

const meanOf = (values: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};

/** Population standard deviation. */
function standardDeviation(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - mean) ** 2;
  return Math.sqrt(sum / values.length);
}
