/**
 * Pages of made-up runs, for the tests of the pages.
 *
 * @module
 */
import type { RolesConfig } from "../../../src/config/schema.ts";
import { buildPools } from "../../../src/pool/build_pools.ts";
import { renderAssignReport } from "../../../src/report/assign.ts";
import type { SoundSource } from "../../../src/report/sounds.ts";
import type { FailedSample, SampleResult } from "../../../src/types.ts";
import { defaultAliases } from "../../../src/labels/aliases.ts";
import { evaluate, type LabelledRecord } from "../../evaluate.ts";
import { parseAxis } from "../../sweep/axes.ts";
import { sweepKeys } from "../../sweep/keys.ts";
import { sweep } from "../../sweep/sweep.ts";
import {
  madePrompts,
  madeScorer,
  type MadeSound,
  madeSounds,
  recordsOf,
  SEED_CONFIG,
} from "../../testing/samples.ts";
import { renderEvalReport } from "../evaluation_page.ts";
import { renderSweepReport } from "../sweep_page.ts";

/** What the tests vary. */
export interface MadePageOptions {
  /** How many sounds. */
  readonly n?: number;
  /** Every name from outside goes through this: paths, packs, models, messages. */
  readonly outside?: (name: string) => string;
  readonly sounds?: SoundSource | null;
}

const ALIASES = await defaultAliases();
const DIGEST = "0123456789abcdef";

const CONFIG: RolesConfig = {
  ...SEED_CONFIG,
  fusion: { ...SEED_CONFIG.fusion, alpha: 0.7 },
};

function soundsOf({ n = 60, outside = (x) => x }: MadePageOptions) {
  return madeSounds(n, 6).map(({ label, evidence }): MadeSound => ({
    evidence,
    label: {
      ...label,
      path: outside(label.path),
      pack: outside(label.pack!),
      instrument: outside(label.instrument!),
    },
  }));
}

function failedSample(filepath: string, message: string): FailedSample {
  return {
    sample_id: filepath,
    filepath,
    role: null,
    margin: null,
    confidence: null,
    uncertain: null,
    scores: null,
    warnings: [],
    error: { code: "corrupt", message, byte_offset: null },
  };
}

/** A contact sheet; its last file failed, its first has a warning. */
export function madeAssignPage(options: MadePageOptions = {}): Promise<string> {
  const { outside = (x) => x, sounds = null } = options;
  const read = recordsOf(soundsOf(options), CONFIG, madeScorer(CONFIG))
    .map(({ record }) => record as SampleResult);
  const warned = {
    ...read[0]!,
    warnings: [{ code: "odd", message: outside("an odd thing") }],
  };
  return renderAssignReport({
    records: [
      warned,
      ...read.slice(1),
      failedSample(outside("broken.wav"), outside("the data is truncated")),
    ],
    pools: buildPools(read, CONFIG.pool),
    sounds,
    paths: [outside("a folder")],
    model: outside("a model"),
    configDigest: DIGEST,
  });
}

/** An evaluation with everything in it: a comparison, gates, bad labels, a failed file. */
export function madeEvalPage(options: MadePageOptions = {}): Promise<string> {
  const { outside = (x) => x, sounds = null } = options;
  const made = soundsOf(options);
  const setup = {
    config: CONFIG,
    clap: madeScorer(CONFIG),
    configDigest: DIGEST,
    model: outside("a model"),
    aliases: ALIASES,
    bootstrap: { resamples: 50, seed: 0, level: 0.95 },
  };
  const samples = recordsOf(made, CONFIG, setup.clap);
  const failed: LabelledRecord = {
    label: { ...made[0]!.label, path: outside("broken.wav") },
    record: failedSample(outside("broken.wav"), outside("it is truncated")),
    embedding: null,
  };
  const before = evaluate(recordsOf(made, CONFIG, null), {
    ...setup,
    clap: null,
  });
  const evaluation = evaluate([...samples, failed], {
    ...setup,
    compare: before,
    gates: [
      { metric: "accuracy", bound: "min", limit: 0.1 },
      { metric: "recall.FILL", bound: "min", limit: 0.999 },
    ],
    labelProblems: [{
      code: "unknown_role",
      message: outside("unknown role"),
      source: outside("labels.csv"),
      line: 3,
      path: outside("kick.wav"),
    }],
  });
  const scores = new Map(
    samples.map(({ record }) => [record.filepath, record.scores!.final]),
  );
  return renderEvalReport(evaluation, {
    labels: outside("labels.csv"),
    sounds,
    scoresOf: (filepath) => scores.get(filepath)?.toJSON() ?? null,
  });
}

/** A sweep over some keys, on a grid unless `draws` says otherwise. */
export async function madeSweepPage(
  args: readonly string[],
  options: MadePageOptions & { readonly draws?: number } = {},
): Promise<string> {
  const { outside = (x) => x } = options;
  const made = soundsOf(options);
  const keys = sweepKeys(CONFIG);
  const result = await sweep({
    config: CONFIG,
    configDigest: DIGEST,
    model: outside("a model"),
    axes: args.map((argument) => parseAxis(argument, keys)),
    draws: options.draws,
    labels: made.map(({ label }) => label),
    aliases: ALIASES,
    resamples: 50,
    load: (_, promptNames) => ({
      evidence: made.map(({ evidence }) => evidence),
      prompts: new Map(
        ["default", ...promptNames].map((name, i) => [name, madePrompts(i)]),
      ),
    }),
  });
  return renderSweepReport(result, { labels: outside("labels.csv") });
}
