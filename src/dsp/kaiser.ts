/**
 * Low-pass filters: a sinc under a Kaiser window.
 *
 * J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974.
 *
 * @module
 */

/** A low-pass filter in continuous time. */
export interface LowpassFilter {
  /** Middle of the transition band, cycles a sample. */
  readonly cutoff: number;
  /** Half the filter's length, samples: the response is 0 at this distance from the middle and beyond. */
  readonly reach: number;
  /** Shape of the window: the larger, the deeper the stop band and the wider the transition band. */
  readonly beta: number;
}

/** The filter's impulse response, by the time from its middle in samples; its gain at 0 Hz is 1. */
export function impulseResponse(
  { cutoff, reach, beta }: LowpassFilter,
): (time: number) => number {
  const scale = 2 * cutoff / besselI0(beta);
  return (time) => {
    const u = 1 - (time / reach) ** 2;
    if (u <= 0) return 0;
    const angle = 2 * Math.PI * cutoff * time;
    const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
    return scale * sinc * besselI0(beta * Math.sqrt(u));
  };
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  const quarter = x * x / 4;
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-10; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}
