/**
 * McNemar's test: do two classifiers err on the same samples equally often?
 *
 * @module
 */

/** Outcome of {@linkcode mcnemar}. */
export interface McNemar {
  /** Samples that only the first has right. */
  readonly only_first: number;
  /** Samples that only the second has right. */
  readonly only_second: number;
  /** How `p_value` was found: exact binomial under 25 differing samples, else chi² with Edwards' correction. */
  readonly method: "exact" | "chi2_corrected";
  /** The smaller of the two counts (exact), or chi². */
  readonly statistic: number;
  /** Probability of a difference at least this large if both are equally good. Two-sided. */
  readonly p_value: number;
}

/** From this many differing samples on the chi² form is used. */
const EXACT_BELOW = 25;

/**
 * Two-sided McNemar test (1947) on the samples that exactly one of two classifiers has right.
 *
 * @param onlyFirst how many only the first has right.
 * @param onlySecond how many only the second has right.
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  const counts = { only_first: onlyFirst, only_second: onlySecond };
  const n = onlyFirst + onlySecond;
  if (n < EXACT_BELOW) {
    const fewer = Math.min(onlyFirst, onlySecond);
    return {
      ...counts,
      method: "exact",
      statistic: fewer,
      p_value: Math.min(1, 2 * binomialTail(fewer, n)),
    };
  }
  const statistic = (Math.abs(onlyFirst - onlySecond) - 1) ** 2 / n;
  // |b − c| = 0 would be corrected past zero: then there is no difference at all.
  return {
    ...counts,
    method: "chi2_corrected",
    statistic: onlyFirst === onlySecond ? 0 : statistic,
    p_value: onlyFirst === onlySecond ? 1 : chi2Tail(statistic),
  };
}

/** P(X ≤ k) for X ~ Binomial(n, ½); exact for small n, since every term is an integer. */
function binomialTail(k: number, n: number): number {
  let term = 1;
  let sum = 1;
  for (let i = 1; i <= k; i++) {
    term = term * (n - i + 1) / i;
    sum += term;
  }
  return sum / 2 ** n;
}

/** P(X ≥ x) for X ~ chi² with one degree of freedom: erfc(√(x/2)). */
function chi2Tail(x: number): number {
  const z = x / 2;
  return z < 1.5 ? 1 - lowerGammaHalf(z) : upperGammaHalf(z);
}

/** Regularised lower incomplete gamma P(½, z), by its power series (Abramowitz & Stegun 6.5.29). */
function lowerGammaHalf(z: number): number {
  if (z === 0) return 0;
  let term = 2;
  let sum = term;
  for (let a = 1.5; term > sum * 1e-17; a++) {
    term *= z / a;
    sum += term;
  }
  return sum * Math.exp(-z) * Math.sqrt(z / Math.PI);
}

/** Regularised upper incomplete gamma Q(½, z), by its continued fraction (A & S 6.5.31, Lentz's method). */
function upperGammaHalf(z: number): number {
  let b = z + 0.5;
  let c = Infinity;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 500; i++) {
    const a = -i * (i - 0.5);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    const delta = c * d;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return h * Math.exp(-z) * Math.sqrt(z / Math.PI);
}
