/**
 * The clips of tests/golden/clap_tiny.json, by formula: the same as in tests/data/clap-tiny/make.py.
 *
 * @module
 */
const RATE = 48000;
const { PI, exp, sin } = Math;

/** Each clip by its name, 48 kHz. */
export const CLIPS: Readonly<Record<string, () => Float32Array>> = {
  "kick": () =>
    clip(
      13089,
      (t) => 0.9 * exp(-12 * t) * sin(2 * PI * (50 * t - 8 * exp(-30 * t))),
    ),
  "hat": () => withNoise(9000, 1, (t, noise) => 0.5 * noise * exp(-60 * t)),
  "tom, a divisor of the window": () =>
    clip(24000, (t) => 0.7 * exp(-6 * t) * sin(2 * PI * 180 * t)),
  "odd length": () => withNoise(31337, 2, (_, noise) => 0.3 * noise),
  "seven seconds": () =>
    withNoise(
      336000,
      3,
      (t, noise) => 0.2 * sin(2 * PI * 440 * t) + 0.01 * noise,
    ),
  "a whole window": () =>
    clip(480000, (t) => 0.1 * sin(2 * PI * 1000 * t) * sin(2 * PI * 3 * t)),
  "eleven seconds": () =>
    clip(528000, (t) => 0.4 * sin(2 * PI * (100 + 300 * t) * t)),
  "silence": () => new Float32Array(4800),
  "one sample": () => Float32Array.of(0.5),
};

function clip(n: number, f: (t: number) => number): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => f(i / RATE));
}

/** White noise of a linear congruential generator. */
function withNoise(
  n: number,
  seed: number,
  f: (t: number, noise: number) => number,
): Float32Array {
  let state = seed;
  return clip(n, (t) => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return f(t, state / 2 ** 31 - 1);
  });
}
