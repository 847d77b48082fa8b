/**
 * Counts what each point of a sweep gets right: a confusion matrix for each point and fold.
 *
 * @module
 */
import type { RolesConfig } from "../../src/config/schema.ts";
import { ROLES } from "../../src/types.ts";
import type { Confusion } from "../metrics/confusion.ts";
import type { SweepData } from "./data.ts";
import { FastAssigner } from "./fast.ts";
import { editableConfig, type Point } from "./points.ts";

const K = ROLES.length;
/** Numbers of one confusion matrix. */
export const CELLS = K * K;

/** What points are judged on. Its arrays lie in shared memory. */
export interface TallySetup {
  readonly data: SweepData;
  /** The configuration that the points change. */
  readonly base: RolesConfig;
  /** The dotted keys that they set. */
  readonly keys: readonly string[];
  /** Where in a point's matrices each sample's row begins: (fold · K + label) · K. */
  readonly rows: Uint32Array;
  readonly weights: Float64Array;
  readonly folds: number;
}

/** Samples with their truth and folds. */
export interface JudgedSamples {
  /** Label of each sample, as its place in ROLES. */
  readonly truth: Uint8Array;
  readonly weights: Float64Array;
  /** Fold of each sample, 0..folds−1. */
  readonly fold: Uint8Array;
  readonly folds: number;
}

/** Lays samples out for {@linkcode Tally}. */
export function tallySetup(
  data: SweepData,
  base: RolesConfig,
  keys: readonly string[],
  { truth, weights, fold, folds }: JudgedSamples,
): TallySetup {
  const rows = new Uint32Array(new SharedArrayBuffer(4 * truth.length));
  const shared = new Float64Array(new SharedArrayBuffer(8 * truth.length));
  for (let i = 0; i < truth.length; i++) {
    rows[i] = (fold[i]! * K + truth[i]!) * K;
  }
  shared.set(weights);
  return { data, base, keys, rows, weights: shared, folds };
}

/** Counts points one after another; keeps what one point may share with the next. */
export class Tally {
  readonly #setup: TallySetup;
  readonly #assigner: FastAssigner;

  constructor(setup: TallySetup) {
    this.#setup = setup;
    this.#assigner = new FastAssigner(setup.data);
  }

  /** Confusion matrices of points, one after another: `folds` of 25 numbers for each. */
  count(points: readonly Point[]): Float64Array<ArrayBuffer> {
    const { base, keys, rows, weights, folds } = this.#setup;
    const size = folds * CELLS;
    const counts = new Float64Array(points.length * size);
    const [first] = points;
    if (first === undefined) return counts;
    const editable = editableConfig(base, keys, first);
    for (const [p, point] of points.entries()) {
      editable.set(point);
      const roles = this.#assigner.assign(editable.config);
      const own = counts.subarray(p * size, (p + 1) * size);
      for (let i = 0; i < roles.length; i++) {
        own[rows[i]! + roles[i]!]! += weights[i]!;
      }
    }
    return counts;
  }
}

/** Confusion matrices of all points. */
export class PointCounts {
  readonly folds: number;
  readonly #counts: Float64Array;

  /** @param counts `folds` matrices of 25 numbers for each point, in the points' order. */
  constructor(counts: Float64Array, folds: number) {
    this.#counts = counts;
    this.folds = folds;
  }

  /** How many points. */
  get length(): number {
    return this.#counts.length / (this.folds * CELLS);
  }

  /** The matrix of one fold. */
  fold(point: number, fold: number): Confusion {
    const at = (point * this.folds + fold) * CELLS;
    return this.#counts.subarray(at, at + CELLS);
  }

  /** The sum of all folds' matrices but one; of all with `except` −1. */
  without(point: number, except: number): Confusion {
    const sum = new Float64Array(CELLS);
    for (let f = 0; f < this.folds; f++) {
      if (f === except) continue;
      const matrix = this.fold(point, f);
      for (let c = 0; c < CELLS; c++) sum[c]! += matrix[c]!;
    }
    return sum;
  }

  /** The matrix over all samples. */
  whole(point: number): Confusion {
    return this.without(point, -1);
  }
}
