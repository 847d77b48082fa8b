/**
 * A sweep from end to end: points, their figures, an honest choice among them.
 *
 * @module
 */
import type { RolesConfig } from "../../src/config/schema.ts";
import { UsageError } from "../../src/errors.ts";
import { ROLES } from "../../src/types.ts";
import type { Aliases } from "../../src/labels/aliases.ts";
import { bootstrapDifference, type BootstrapOptions } from "../bootstrap.ts";
import { roleIndices } from "../compare.ts";
import { stratifiedGroupFolds } from "../folds.ts";
import { groupLabels } from "../groups.ts";
import type { Label } from "../../src/labels/labels.ts";
import {
  accuracy,
  classFigures,
  type Confusion,
  macroF1,
  rowsOf,
} from "../metrics/confusion.ts";
import type { Axis } from "./axes.ts";
import { EvidenceSets, type LoadEvidence } from "./evidence_sets.ts";
import { findMetric, type Metric } from "./metric.ts";
import { drawPoints, gridPoints, type Point } from "./points.ts";
import type { SweepChoice, SweepResult } from "./result.ts";
import {
  type Candidates,
  type Choices,
  choose,
  distances,
  honestScore,
  standardDeviation,
  standardError,
} from "./selection.ts";
import { sensitivities } from "./sensitivity.ts";

const K = ROLES.length;
/** Points whose confusion matrices are kept, besides the default's. */
const CONFUSIONS = 200;
const DEFAULT_FOLDS = 5;
const MAX_FOLDS = 100;

/** What {@linkcode sweep} needs. */
export interface SweepOptions {
  /** The configuration that the points change. */
  readonly config: RolesConfig;
  /** `configDigest(config)`. */
  readonly configDigest: string;
  /** Name of the model; null: rules only. */
  readonly model: string | null;
  /** Checked by `checkAxes`. */
  readonly axes: readonly Axis[];
  /** How many points to draw; without it the whole grid. */
  readonly draws?: number | undefined;
  readonly labels: readonly Label[];
  readonly aliases: Aliases;
  readonly load: LoadEvidence;
  /** Default `macro_f1`. */
  readonly metric?: string | undefined;
  /** Folds of the honest choice, 2 to 100; fewer if there are fewer groups. Default 5. */
  readonly folds?: number | undefined;
  /** Of the draws and the bootstrap. Default 0. */
  readonly seed?: number | undefined;
  readonly resamples?: number | undefined;
  /** Threads. Default 1. */
  readonly jobs?: number | undefined;
  readonly onProgress?:
    | ((done: number, total: number) => void)
    | undefined;
}

/**
 * Judges every point of a sweep and chooses among them.
 *
 * @throws {UsageError} if the points or folds are too many, nothing can be read, or the metric is unknown.
 */
export async function sweep(options: SweepOptions): Promise<SweepResult> {
  const { config, axes, seed = 0, jobs = 1, draws } = options;
  const { name, metric } = findMetric(options.metric ?? "macro_f1");
  const wanted = options.folds ?? DEFAULT_FOLDS;
  if (!(Number.isInteger(wanted) && wanted >= 2 && wanted <= MAX_FOLDS)) {
    throw new UsageError(
      `Cannot judge a choice on ${wanted} folds: take 2 to ${MAX_FOLDS}`,
    );
  }
  const swept = draws === undefined
    ? gridPoints(axes)
    : drawPoints(axes, draws, seed);
  const home = swept.length;
  const points = [...swept, axes.map(({ key }) => key.value)];
  const sets = await EvidenceSets.load(
    config,
    axes,
    points,
    options.labels,
    options.load,
  );
  const { labels } = sets;
  const grouping = groupLabels(labels, options.aliases);
  const truth = roleIndices(labels.map(({ role }) => role));
  const weights = Float64Array.from(labels, ({ weight }) => weight);
  const folds = Math.min(wanted, grouping.count);
  const fold = folds < 2
    ? new Uint8Array(labels.length)
    : stratifiedGroupFolds(truth, grouping.ids, K, folds);
  const judged = { truth, weights, fold, folds: Math.max(folds, 1) };
  const counts = await sets.count(judged, jobs, options.onProgress);

  const candidates = { counts, distance: distances(points, axes), metric };
  const scores = points.map((_, p) => metric(counts.whole(p)));
  const foldScores = (p: number) =>
    Array.from(
      { length: counts.folds },
      (_, f) => orNull(metric(counts.fold(p, f))),
    );
  const judge = new Judge(sets, points, home, scores, candidates, {
    truth,
    weights,
    groups: grouping.ids,
    fold,
    draws: { seed, resamples: options.resamples ?? 2000 },
  });
  const best = choose(candidates, "best");
  const bestChoice = judge.choice(best);
  const ranked = [...swept.keys()].sort((a, b) =>
    below(scores[a]!, scores[b]!) || a - b
  );
  const figures = (p: number) => figuresOf(points[p]!, counts.whole(p), metric);
  return {
    version: 1,
    n: labels.length,
    failed: options.labels.length - labels.length,
    metric: name,
    config_digest: options.configDigest,
    model: options.model,
    method: draws === undefined ? "grid" : "sobol",
    seed,
    groups: { by: grouping.by, count: grouping.count, note: grouping.note },
    folds: counts.folds,
    axes: axes.map((axis) => describeAxis(axis, draws !== undefined)),
    default: {
      ...figures(home),
      rank: ranked.filter((p) => scores[p]! > scores[home]!).length + 1,
      folds: foldScores(home),
    },
    best: bestChoice,
    one_se: judge.choice(choose(candidates, "one_se")),
    standard_error: standardError(
      foldScores(best.point).map((x) => x ?? NaN),
    ),
    within_noise: !((bestChoice.honest?.gain_ci?.[0] ?? 0) > 0),
    sensitivity: sensitivities(
      swept,
      scores.slice(0, home).map((x) => Number.isNaN(x) ? 0 : x),
      axes,
      draws === undefined ? "grid" : "sobol",
    ).map((s) => ({ ...s, levels: s.levels.map((l) => ({ ...l })) })),
    points: swept.map((_, p) => figures(p)),
    roles: [...ROLES],
    confusions: [
      { point: null, matrix: rowsOf(counts.whole(home)) },
      ...ranked.slice(0, CONFUSIONS).map((point) => ({
        point,
        matrix: rowsOf(counts.whole(point)),
      })),
    ],
  };
}

/** Higher first; what has no score last. */
const below = (a: number, b: number) =>
  (Number.isNaN(b) ? -1 : b) - (Number.isNaN(a) ? -1 : a);

const orNull = (x: number) => Number.isNaN(x) ? null : x;

function figuresOf(point: Point, matrix: Confusion, metric: Metric) {
  return {
    values: [...point],
    score: orNull(metric(matrix)),
    accuracy: accuracy(matrix),
    macro_f1: macroF1(matrix),
    recall: classFigures(matrix).map(({ recall }) => recall),
  };
}

function describeAxis(
  { key, values, range }: Axis,
  drawn: boolean,
): SweepResult["axes"][number] {
  return {
    key: key.key,
    short: key.short,
    kind: key.kind,
    scale: range?.scale ?? "values",
    values: drawn && range !== null ? [range.from, range.to] : [...values],
    default: key.value,
  };
}

/** The samples that choices are judged on. */
interface Bench {
  readonly truth: Uint8Array;
  readonly weights: Float64Array;
  readonly groups: Uint32Array;
  readonly fold: Uint8Array;
  readonly draws: BootstrapOptions;
}

/** Describes what a rule chose, and judges it on folds that had no part in the choice. */
class Judge {
  constructor(
    private readonly sets: EvidenceSets,
    private readonly points: readonly Point[],
    private readonly home: number,
    private readonly scores: readonly number[],
    private readonly candidates: Candidates,
    private readonly bench: Bench,
  ) {}

  choice(choices: Choices): SweepChoice {
    const { point } = choices;
    // A grid may hold the configuration as it was.
    const isHome = this.candidates.distance[point] === 0;
    return {
      point: isHome ? null : point,
      values: [...this.points[point]!],
      score: orNull(this.scores[point]!),
      honest: choices.without.every((p) => p === null)
        ? null
        : this.#honest(choices),
    };
  }

  #honest(choices: Choices): NonNullable<SweepChoice["honest"]> {
    const { counts, metric } = this.candidates;
    const { score, folds } = honestScore(counts, choices, metric);
    const there = folds.filter((x) => !Number.isNaN(x));
    const { truth, weights, groups, draws } = this.bench;
    const { gain } = bootstrapDifference(
      { truth, groups, k: K, weights },
      this.sets.rolesAt(this.home),
      this.#rolesOutOfFold(choices),
      { gain: metric },
      draws,
    );
    return {
      score: orNull(score),
      folds: folds.map(orNull),
      spread: there.length < 2 ? null : standardDeviation(there),
      picks: choices.without.map((p) =>
        p === null ? null : [...this.points[p]!]
      ),
      gain: orNull(score - this.scores[this.home]!),
      gain_ci: gain,
    };
  }

  /** Each sample's role at the point that was chosen without its fold. */
  #rolesOutOfFold({ without }: Choices): Uint8Array {
    const { fold } = this.bench;
    const roles = new Uint8Array(fold.length);
    const byPoint = Map.groupBy(
      without.keys(),
      (f) => without[f]!,
    );
    for (const [point, folds] of byPoint) {
      if (point === null) continue;
      const own = this.sets.rolesAt(point);
      for (const i of fold.keys()) {
        if (folds.includes(fold[i]!)) roles[i] = own[i]!;
      }
    }
    return roles;
  }
}
