/**
 * What pools need of each sample, in a tenth of a record's memory: pools are built over all samples of a run at once.
 *
 * @module
 */
import type { PoolCandidate } from "../pool/build_pools.ts";
import { sampleIdOf } from "../role_assigner.ts";
import { type Role, ROLES, type SampleResult, ScoreVector } from "../types.ts";

/** Numbers of a sample, in this order; the final scores follow. */
const NUMBERS = [
  "margin",
  "confidence",
  "decay_time",
  "spectral_flatness",
  "high_ratio",
] as const;

const SCORES_AT = NUMBERS.length;
const WIDTH = SCORES_AT + ROLES.length;

/** Samples whose numbers stand in one block of memory. */
const BLOCK = 1024;

/** A sample as pools see it; its numbers stand in a block with those of others. */
class Candidate implements PoolCandidate {
  readonly filepath: string;
  readonly role: Role;
  readonly #block: Float64Array;
  readonly #at: number;

  constructor(
    { filepath, role }: SampleResult,
    block: Float64Array,
    at: number,
  ) {
    this.filepath = filepath;
    this.role = role;
    this.#block = block;
    this.#at = at;
  }

  get sample_id(): string {
    return sampleIdOf(this.filepath);
  }

  get margin(): number {
    return this.#number("margin");
  }

  get confidence(): number {
    return this.#number("confidence");
  }

  get scores(): PoolCandidate["scores"] {
    const from = this.#at + SCORES_AT;
    const scores = this.#block.subarray(from, from + ROLES.length);
    return { final: new ScoreVector(scores) };
  }

  get features(): PoolCandidate["features"] {
    return {
      decay_time: this.#number("decay_time"),
      spectral_flatness: this.#number("spectral_flatness"),
      high_ratio: this.#number("high_ratio"),
    };
  }

  #number(name: typeof NUMBERS[number]): number {
    return this.#block[this.#at + NUMBERS.indexOf(name)]!;
  }
}

/** Gathers the candidates of a run. */
export class Candidates {
  readonly #all: Candidate[] = [];
  #block = new Float64Array(0);
  #used = 0;

  add(result: SampleResult): void {
    if (this.#used === this.#block.length) {
      this.#block = new Float64Array(BLOCK * WIDTH);
      this.#used = 0;
    }
    const { margin, confidence, features, scores } = result;
    const { decay_time, spectral_flatness, high_ratio } = features;
    this.#block.set(
      [margin, confidence, decay_time, spectral_flatness, high_ratio],
      this.#used,
    );
    this.#block.set(scores.final.values, this.#used + SCORES_AT);
    this.#all.push(new Candidate(result, this.#block, this.#used));
    this.#used += WIDTH;
  }

  /** All that were added, in order. */
  get all(): readonly PoolCandidate[] {
    return this.#all;
  }
}
