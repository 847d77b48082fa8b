/**
 * Points that fill a cube evenly, whatever their number: the Sobol sequence.
 *
 * @module
 */
import { DIRECTION_NUMBERS } from "./sobol_numbers.ts";

/** The most dimensions that {@linkcode sobolPoints} has. */
export const MAX_DIMENSIONS = DIRECTION_NUMBERS.length + 1;

const BITS = 32;

/**
 * The first points of the Sobol sequence in Gray-code order (Antonov & Saleev, 1979).
 *
 * @param n how many points.
 * @param dimensions 1..{@linkcode MAX_DIMENSIONS}.
 * @param shift 32 bits for each dimension, which all its coordinates are XORed with: as even, but somewhere else.
 * @returns `n·dimensions` coordinates in [0, 1), point by point.
 * @throws {RangeError} if there are too many dimensions.
 */
export function sobolPoints(
  n: number,
  dimensions: number,
  shift: ArrayLike<number> = [],
): Float64Array {
  if (dimensions > MAX_DIMENSIONS) {
    throw new RangeError(
      `Cannot draw in ${dimensions} dimensions: there are direction numbers for ${MAX_DIMENSIONS}`,
    );
  }
  const points = new Float64Array(n * dimensions);
  for (let d = 0; d < dimensions; d++) {
    const direction = directionsOf(d);
    let x = 0;
    for (let i = 0; i < n; i++) {
      points[i * dimensions + d] = ((x ^ (shift[d] ?? 0)) >>> 0) / 2 ** BITS;
      // The rightmost zero bit of i says which direction is next.
      x ^= direction[BITS - 1 - Math.clz32(~i & (i + 1))]!;
    }
  }
  return points;
}

/** The 32 direction numbers of a dimension, as binary fractions of 32 bits. */
function directionsOf(dimension: number): Uint32Array {
  const direction = new Uint32Array(BITS);
  if (dimension === 0) {
    for (let i = 0; i < BITS; i++) direction[i] = 2 ** (BITS - 1 - i);
    return direction;
  }
  const [degree, coefficients, ...m] = DIRECTION_NUMBERS[dimension - 1]!;
  const s = degree!;
  for (let i = 0; i < BITS; i++) {
    if (i < s) {
      direction[i] = m[i]! * 2 ** (BITS - 1 - i);
      continue;
    }
    let next = direction[i - s]! ^ (direction[i - s]! >>> s);
    for (let k = 1; k < s; k++) {
      if ((coefficients! >>> (s - 1 - k)) & 1) next ^= direction[i - k]!;
    }
    direction[i] = next;
  }
  return direction;
}
