/**
 * Counts what each point of a sweep gets right: a confusion matrix for each point and fold.
 *
 * @module
 */
import type { RolesConfig } from "../../src/config/schema.ts";
import { WorkerPool } from "../../src/pipeline/worker_pool.ts";
import { ROLES } from "../../src/types.ts";
import type { Confusion } from "../metrics/confusion.ts";
import type { SweepData } from "./data.ts";
import { FastAssigner } from "./fast.ts";
import { editableConfig, type Point } from "./points.ts";

const K = ROLES.length;
/** Numbers of one confusion matrix. */
const CELLS = K * K;

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

/** Samples with their truth and folds, for {@linkcode tallySetup}. */
export interface JudgedSamples {
  /** Label of each sample, as its place in ROLES. */
  readonly truth: Uint8Array;
  readonly weights: Float64Array;
  /** Fold of each sample, 0..folds−1. */
  readonly fold: Uint8Array;
  readonly folds: number;
}

/** Lays samples out for {@linkcode tallyPoints}. */
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

/** How to count. */
export interface TallyOptions {
  /** Workers; with 1 the caller's own thread counts. */
  readonly jobs: number;
  /** The order in which points are counted, as places in them; see `cheapestOrder`. */
  readonly order: Uint32Array;
  /** Told how many points are counted. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Fewer assignments than these are done before a second worker would have started. */
const WORTH_WORKERS = 500_000;
/** Parts of the work for each worker: more keep workers busy to the end, fewer share more between points. */
const CHUNKS_PER_WORKER = 8;

/**
 * Counts all points, in workers where that pays.
 *
 * @returns `folds` matrices of 25 numbers for each point, in the points' order, whatever the number of workers.
 */
export async function tallyPoints(
  setup: TallySetup,
  points: readonly Point[],
  { jobs, order, onProgress }: TallyOptions,
): Promise<Float64Array> {
  const size = setup.folds * CELLS;
  const counts = new Float64Array(points.length * size);
  let done = 0;
  const store = (places: Uint32Array, part: Float64Array) => {
    for (const [j, place] of places.entries()) {
      counts.set(part.subarray(j * size, (j + 1) * size), place * size);
    }
    done += places.length;
    onProgress?.(done, points.length);
  };
  const alone = jobs < 2 || points.length * setup.data.n < WORTH_WORKERS;
  const chunk = Math.ceil(
    points.length / (CHUNKS_PER_WORKER * (alone ? 1 : jobs)),
  );
  const chunks = Array.from(
    { length: Math.ceil(points.length / Math.max(chunk, 1)) },
    (_, c) => order.subarray(c * chunk, (c + 1) * chunk),
  );
  const pointsOf = (places: Uint32Array) =>
    Array.from(places, (place) => points[place]!);
  if (alone) {
    const tally = new Tally(setup);
    for (const places of chunks) store(places, tally.count(pointsOf(places)));
  } else {
    using pool = new WorkerPool<readonly Point[], Float64Array>(
      new URL("./worker.ts", import.meta.url),
      jobs,
      setup,
    );
    await Promise.all(chunks.map(async (places) => {
      store(places, await pool.run(pointsOf(places)));
    }));
  }
  return counts;
}
