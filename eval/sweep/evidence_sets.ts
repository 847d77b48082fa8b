/**
 * Points and the evidence that each is judged on. Keys of the assignment stage leave the evidence as it is; for the
 * others each of their values has evidence of its own.
 *
 * @module
 */
import type { RolesConfig } from "../../src/config/schema.ts";
import { RolesError, UsageError } from "../../src/errors.ts";
import type { Evidence } from "../../src/types.ts";
import type { Label } from "../../src/labels/labels.ts";
import type { Axis } from "./axes.ts";
import { type PromptVectors, type SweepData, sweepData } from "./data.ts";
import { FastAssigner } from "./fast.ts";
import { cheapestOrder, configAt, type Point } from "./points.ts";
import { CELLS, type JudgedSamples, PointCounts, tallySetup } from "./tally.ts";
import { tallyPoints } from "./tally_points.ts";

/** What assignment needs of a sound. */
type AssignableEvidence = Pick<Evidence, "features" | "embedding">;

/** The evidence of the labelled sounds under one configuration. */
export interface LoadedEvidence {
  /** Of each label, in order; null for a file that cannot be read. */
  readonly evidence: readonly (AssignableEvidence | null)[];
  /** By the name that `clap.prompts` has for them, one for each that was asked for; null: rules only. */
  readonly prompts: ReadonlyMap<string, PromptVectors> | null;
}

/**
 * Gives the evidence of all labels under a configuration, and the vectors of prompts files.
 *
 * @param promptNames values of `clap.prompts` that are swept over.
 */
export type LoadEvidence = (
  config: RolesConfig,
  promptNames: readonly string[],
) => Promise<LoadedEvidence> | LoadedEvidence;

/** All evidence is kept until the end; more sets than these would not fit. */
const MAX_SETS = 100;

interface EvidenceSet {
  /** Places of its points. */
  readonly places: readonly number[];
  /** The configuration as it was, with this set's values of keys of the evidence. */
  readonly config: RolesConfig;
  data: SweepData | null;
}

/** Points with their evidence. */
export class EvidenceSets {
  /** The labels whose files could be read. */
  readonly labels: readonly Label[];
  readonly #points: readonly Point[];
  readonly #axes: readonly Axis[];
  readonly #sets: readonly EvidenceSet[];

  private constructor(
    labels: readonly Label[],
    points: readonly Point[],
    axes: readonly Axis[],
    sets: readonly EvidenceSet[],
  ) {
    this.labels = labels;
    this.#points = points;
    this.#axes = axes;
    this.#sets = sets;
  }

  /**
   * Loads the evidence of all points.
   *
   * @param points the last one is the configuration as it is; labels whose files it cannot read are left out.
   * @throws {UsageError} if the points need too many sets of evidence, or no file can be read.
   * @throws {RolesError} if another configuration cannot read a file that this one can.
   */
  static async load(
    config: RolesConfig,
    axes: readonly Axis[],
    points: readonly Point[],
    labels: readonly Label[],
    load: LoadEvidence,
  ): Promise<EvidenceSets> {
    const sets = setsOf(config, axes, points);
    const prompts = promptNames(config, axes);
    const home = sets.find(({ places }) => places.includes(points.length - 1))!;
    const first = await load(home.config, prompts);
    const kept = [...labels.keys()].filter((i) => first.evidence[i] !== null);
    if (kept.length === 0) {
      throw new UsageError(
        labels.length === 0
          ? "Nothing to sweep on: there is no usable label"
          : `Nothing to sweep on: none of the ${labels.length} labelled files could be read`,
      );
    }
    for (const set of sets) {
      const loaded = set === home ? first : await load(set.config, prompts);
      const evidence = kept.map((i) => {
        const own = loaded.evidence[i];
        if (own != null) return own;
        throw new RolesError(
          `Cannot sweep: "${
            labels[i]!.path
          }" cannot be read with every value of the swept keys, so points cannot be compared`,
        );
      });
      set.data = sweepData(evidence, loaded.prompts);
    }
    return new EvidenceSets(kept.map((i) => labels[i]!), points, axes, sets);
  }

  /** Counts all points on their own evidence. */
  async count(
    judged: JudgedSamples,
    jobs: number,
    onProgress?: (done: number, total: number) => void,
  ): Promise<PointCounts> {
    const size = judged.folds * CELLS;
    const counts = new Float64Array(this.#points.length * size);
    const keys = this.#axes.map(({ key }) => key.key);
    let before = 0;
    for (const { places, config, data } of this.#sets) {
      const own = places.map((place) => this.#points[place]!);
      const part = await tallyPoints(
        tallySetup(data!, config, keys, judged),
        own,
        {
          jobs,
          order: cheapestOrder(own, this.#axes),
          onProgress: (done) =>
            onProgress?.(before + done, this.#points.length),
        },
      );
      for (const [j, place] of places.entries()) {
        counts.set(part.subarray(j * size, (j + 1) * size), place * size);
      }
      before += places.length;
    }
    return new PointCounts(counts, judged.folds);
  }

  /** The roles of all sounds at a point, as places in ROLES. */
  rolesAt(place: number): Uint8Array {
    const set = this.#sets.find(({ places }) => places.includes(place))!;
    const config = configAt(set.config, this.#axes, this.#points[place]!);
    return new FastAssigner(set.data!).assign(config);
  }
}

function setsOf(
  config: RolesConfig,
  axes: readonly Axis[],
  points: readonly Point[],
): EvidenceSet[] {
  const own = [...axes.keys()].filter((d) => axes[d]!.key.stage === "evidence");
  const groups = Map.groupBy(
    points.keys(),
    (p) => JSON.stringify(own.map((d) => points[p]![d])),
  );
  if (groups.size > MAX_SETS) {
    throw new UsageError(
      `The points need the sounds read ${groups.size} times, at most ${MAX_SETS} are done: ` +
        "take fewer values of the keys that change the evidence",
    );
  }
  return [...groups.values()].map((places) => ({
    places,
    config: configAt(
      config,
      own.map((d) => axes[d]!),
      own.map((d) => points[places[0]!]![d]!),
    ),
    data: null,
  }));
}

function promptNames(config: RolesConfig, axes: readonly Axis[]): string[] {
  const swept = axes.find(({ key }) => key.key === "clap.prompts");
  return [
    ...new Set([config.clap.prompts, ...(swept?.values ?? []) as string[]]),
  ];
}
