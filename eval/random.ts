/**
 * Random numbers that are the same on every machine: xoshiro128** (Blackman & Vigna, 2018), seeded by splitmix32.
 *
 * @module
 */

/** A stream of random numbers that depends on its seed alone. */
export class Random {
  readonly #state: Uint32Array;

  /** @param seed any integer; its low 32 bits count. */
  constructor(seed: number) {
    let x = seed | 0;
    // splitmix32: the step and mixing constants of MurmurHash3's finaliser.
    this.#state = Uint32Array.from({ length: 4 }, () => {
      x = (x + 0x9e3779b9) | 0;
      let z = x ^ (x >>> 16);
      z = Math.imul(z, 0x85ebca6b);
      z ^= z >>> 13;
      z = Math.imul(z, 0xc2b2ae35);
      return z ^ (z >>> 16);
    });
  }

  /** An integer in 0..2³²−1. */
  uint32(): number {
    const s = this.#state;
    const s1 = s[1]!;
    const x5 = Math.imul(s1, 5);
    const result = Math.imul((x5 << 7) | (x5 >>> 25), 9) >>> 0;
    s[2]! ^= s[0]!;
    s[3]! ^= s1;
    s[1] = s1 ^ s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= s1 << 9;
    const s3 = s[3]!;
    s[3] = (s3 << 11) | (s3 >>> 21);
    return result;
  }

  /** A number in [0, 1), a multiple of 2⁻³². */
  unit(): number {
    return this.uint32() / 2 ** 32;
  }

  /** An integer in 0..n−1, for n up to 2³². */
  below(n: number): number {
    return Math.floor(this.unit() * n);
  }
}
