/**
 * Linear equations of a symmetric, positive definite matrix.
 *
 * @module
 */

/**
 * The lower triangle L of `a` = L·Lᵀ, row by row.
 *
 * @param a symmetric and positive definite, n × n, row by row.
 * @throws {RangeError} if it is not positive definite.
 */
export function cholesky(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      if (i !== j) l[i * n + j] = sum / l[j * n + j]!;
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else throw new RangeError("The matrix is not positive definite");
    }
  }
  return l;
}

/** Solves L·Lᵀ·x = b in place of b. */
export function solveCholesky(
  l: Float64Array,
  n: number,
  b: Float64Array,
): Float64Array {
  let from = 0;
  while (from < n && b[from] === 0) from++;
  for (let i = from; i < n; i++) {
    let sum = b[i]!;
    for (let k = from; k < i; k++) sum -= l[i * n + k]! * b[k]!;
    b[i] = sum / l[i * n + i]!;
  }
  // Row by row of L: column by column would miss the processor's caches.
  for (let i = n - 1; i >= 0; i--) {
    const x = b[i] = b[i]! / l[i * n + i]!;
    for (let k = 0; k < i; k++) b[k]! -= l[i * n + k]! * x;
  }
  return b;
}
