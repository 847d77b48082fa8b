/**
 * Counts many points, in workers where that pays.
 *
 * @module
 */
import { WorkerPool } from "../../src/pipeline/worker_pool.ts";
import type { Point } from "./points.ts";
import { CELLS, Tally, type TallySetup } from "./tally.ts";

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
