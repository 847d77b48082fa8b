/**
 * How right the tool is on sounds that the model did not hear, from the evidence of evidence.py, and which values of
 * `clap.tau_clap`, `fusion.alpha`, `guards.enabled` and `fusion.calibration` do best on it:
 *
 *     deno run -q -P=roles models/training/figures.ts --evidence evidence.jsonl --data ../shared
 *
 * `--set` as the tool has it; what is so configured is judged beside what does best.
 *
 * The rules' features are measured here, and their weights fitted for each held-out source to the two others, as by
 * `roles fit`; everything after them is the tool's own code.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { bootstrap } from "../../eval/bootstrap.ts";
import { fitRules } from "../../eval/fit/rules.ts";
import {
  atCoverage,
  calibrationError,
  coverageCurve,
} from "../../eval/metrics/calibration.ts";
import {
  accuracy,
  classFigures,
  type Confusion,
  confusionMatrix,
  macroF1,
  rowsOf,
} from "../../eval/metrics/confusion.ts";
import { mcnemar } from "../../eval/metrics/mcnemar.ts";
import { assignEvidence } from "../../src/assign.ts";
import { loadPrompts } from "../../src/clap/prompts.ts";
import { type ClapScorer, createClapScorer } from "../../src/clap/scoring.ts";
import { resolveConfig } from "../../src/config/load.ts";
import type { RolesConfig } from "../../src/config/schema.ts";
import { evidenceOfSource } from "../../src/evidence.ts";
import { openFileSource } from "../../src/file_source.ts";
import { confidenceOf } from "../../src/fusion/fuse.ts";
import {
  type Assignment,
  type DSPFeatures,
  type Role,
  ROLES,
} from "../../src/types.ts";

interface Sound {
  readonly hold: string;
  readonly role: Role;
  readonly pack: string;
  readonly features: DSPFeatures;
  readonly embedding: Float32Array;
}

/** A line of the evidence: of a prompt, or of a sound. */
interface Line {
  readonly hold: string;
  readonly text?: string;
  readonly path: string;
  readonly role: Role;
  readonly pack: string;
  readonly embedding: readonly number[];
}

const K = ROLES.length;
const TAUS = [0.05, 0.06, 0.07, 0.08, 0.1, 0.12];
const ALPHAS = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1];

const { values: options } = parseArgs({
  options: {
    evidence: { type: "string" },
    data: { type: "string" },
    set: { type: "string", multiple: true, default: [] },
  },
});
if (options.evidence === undefined || options.data === undefined) {
  throw new Error("Give --evidence FILE and --data FOLDER");
}
const { config: given } = await resolveConfig({
  sets: ["clap.ensemble=logsumexp", ...options.set],
});
const prompts = await loadPrompts("default");
const { sounds, texts } = await read(options.evidence, options.data);
const truth = sounds.map(({ role }) => ROLES.indexOf(role));
const packs = indices(sounds.map(({ pack }) => pack));
const holds = [...new Set(sounds.map(({ hold }) => hold))];

/** For each source the rules that did not hear it. */
const rulesWithout = new Map(holds.map((hold) => {
  const others = sounds.flatMap((sound, i) =>
    sound.hold === hold ? [] : [{
      evidence: sound,
      role: sound.role,
      weight: 1,
      group: packs[i]!,
      fold: holds.indexOf(sound.hold),
    }]
  );
  return [hold, fitRules(others, given, null).config.rule_scoring];
}));

const points = TAUS.flatMap((tau) =>
  ALPHAS.flatMap((alpha) =>
    [true, false].map((guards) => ({ tau, alpha, guards }))
  )
);
type Point = typeof points[number];
const assigned = new Map(points.map((p) => [p, assignAll(p)]));
const configured: Point = {
  tau: given.clap.tau_clap,
  alpha: given.fusion.alpha,
  guards: given.guards.enabled,
};

console.log(`${sounds.length} sounds, held out: ${holds.join(", ")}`);
const all = sounds.map((_, i) => i);
const best = bestOn(all);
const alone = at({ tau: best.tau, alpha: 0, guards: false });
const rules = at({ tau: best.tau, alpha: 1, guards: true });
say("rules alone", rules);
say("model alone", alone);
say("model alone, with guards", at({ ...best, alpha: 0, guards: true }));
say(`best of all: ${JSON.stringify(best)}`, assigned.get(best)!);
const chosen = assignAll(configured);
say(`as configured: ${JSON.stringify(configured)}`, chosen);
for (const hold of holds) {
  say(`  ${hold}`, chosen, all.filter((i) => sounds[i]!.hold === hold));
}
console.log(rowsOf(matrixOf(chosen)).map((row) => row.join("\t")).join("\n"));
for (const [name, other] of [["model", alone], ["rules", rules]] as const) {
  const first = count((i) => right(chosen, i) && !right(other, i));
  const second = count((i) => right(other, i) && !right(chosen, i));
  console.log(
    `against the ${name} alone: McNemar`,
    JSON.stringify(mcnemar(first, second)),
  );
}

// Each source judged with what the two others choose, and with their calibration.
const nested: Assignment[] = new Array(sounds.length);
const calibrated: Assignment[] = new Array(sounds.length);
for (const hold of holds) {
  const others = all.filter((i) => sounds[i]!.hold !== hold);
  const point = bestOn(others);
  const calibration = platt(others, assigned.get(point)!);
  const own = platt(others, chosen);
  console.log(`without ${hold}: ${JSON.stringify({ ...point, calibration })}`);
  for (const i of all) {
    if (sounds[i]!.hold !== hold) continue;
    const assignment = assigned.get(point)![i]!;
    const confidence = confidenceOf(assignment.margin, calibration);
    nested[i] = { ...assignment, confidence };
    const { margin } = chosen[i]!;
    calibrated[i] = { ...chosen[i]!, confidence: confidenceOf(margin, own) };
  }
}
say("chosen on the two other sources", nested);
for (const hold of holds) {
  say(`  ${hold}`, nested, all.filter((i) => sounds[i]!.hold === hold));
}
sayConfidence("chosen on the two other sources", nested);
sayConfidence("as configured, calibrated on the two others", calibrated);
console.log(
  `as configured, calibrated on all: ${JSON.stringify(platt(all, chosen))}`,
);

async function read(evidence: string, data: string) {
  const sounds: Sound[] = [];
  const texts = new Map<string, Map<string, Float32Array>>();
  for (const json of Deno.readTextFileSync(evidence).trim().split("\n")) {
    const line: Line = JSON.parse(json);
    const embedding = Float32Array.from(line.embedding);
    if (line.text !== undefined) {
      if (!texts.has(line.hold)) texts.set(line.hold, new Map());
      texts.get(line.hold)!.set(line.text, embedding);
      continue;
    }
    using source = openFileSource(`${data}/${line.path}`);
    const { features } = await evidenceOfSource(source, given);
    sounds.push({ ...line, features, embedding });
  }
  return { sounds, texts };
}

function indices(names: readonly string[]): number[] {
  const known = [...new Set(names)];
  return names.map((name) => known.indexOf(name));
}

function configAt({ tau, alpha, guards }: Point): RolesConfig {
  return {
    ...given,
    clap: { ...given.clap, tau_clap: tau },
    fusion: { ...given.fusion, alpha, calibration: null },
    guards: { ...given.guards, enabled: guards },
  };
}

function assignAll(point: Point): Assignment[] {
  const config = configAt(point);
  const configs = new Map<string, RolesConfig>();
  const scorers = new Map<string, ClapScorer>();
  for (const hold of holds) {
    const rule_scoring = rulesWithout.get(hold)!;
    configs.set(hold, { ...config, rule_scoring });
    scorers.set(hold, createClapScorer(prompts, texts.get(hold)!, config.clap));
  }
  return sounds.map((sound) =>
    assignEvidence(sound, configs.get(sound.hold)!, scorers.get(sound.hold)!)
  );
}

function at(wanted: Point): Assignment[] {
  const point = points.find((p) =>
    p.tau === wanted.tau && p.alpha === wanted.alpha &&
    p.guards === wanted.guards
  )!;
  return assigned.get(point)!;
}

function predicted(assignments: readonly Assignment[], which = all): number[] {
  return which.map((i) => ROLES.indexOf(assignments[i]!.role));
}

function matrixOf(assignments: readonly Assignment[], which = all): Confusion {
  return confusionMatrix(
    which.map((i) => truth[i]!),
    predicted(assignments, which),
    K,
  );
}

function bestOn(which: number[]): Point {
  const value = (p: Point) => macroF1(matrixOf(assigned.get(p)!, which));
  return points.reduce((a, b) => value(b) > value(a) ? b : a);
}

function right(assignments: readonly Assignment[], i: number): boolean {
  return assignments[i]!.role === sounds[i]!.role;
}

function count(holds: (i: number) => boolean): number {
  return all.filter(holds).length;
}

/** Slope and intercept of the logistic regression of being right on the margin, by Newton's method. */
function platt(which: readonly number[], assignments: readonly Assignment[]) {
  let slope = 1, intercept = 0;
  for (let step = 0; step < 50; step++) {
    // A ridge of 1e-6 keeps the Hessian from being singular.
    let gs = 1e-6 * slope, gi = 0, ss = 1e-6, si = 0, ii = 1e-6;
    for (const i of which) {
      const { margin } = assignments[i]!;
      const p = confidenceOf(margin, { slope, intercept });
      const error = p - (right(assignments, i) ? 1 : 0);
      const w = p * (1 - p);
      gs += error * margin;
      gi += error;
      ss += w * margin * margin;
      si += w * margin;
      ii += w;
    }
    const det = ss * ii - si * si;
    slope -= (ii * gs - si * gi) / det;
    intercept -= (ss * gi - si * gs) / det;
  }
  return { slope, intercept };
}

function say(title: string, assignments: readonly Assignment[], which = all) {
  const figures = {
    accuracy,
    macroF1,
    ...Object.fromEntries(
      ROLES.map((role, r) => [role, (m: Confusion) => {
        const { recall, support } = classFigures(m)[r]!;
        return support === 0 ? NaN : recall;
      }]),
    ),
  } as Record<string, (m: Confusion) => number>;
  const matrix = matrixOf(assignments, which);
  const intervals = bootstrap(
    {
      truth: which.map((i) => truth[i]!),
      groups: which.map((i) => packs[i]!),
      k: K,
    },
    predicted(assignments, which),
    figures,
  );
  const words = Object.entries(figures).map(([name, figure]) => {
    const interval = intervals[name]?.map((x) => x.toFixed(3)).join("–");
    return `${name} ${figure(matrix).toFixed(3)} [${interval}]`;
  });
  console.log(`${title} (${which.length}): ${words.join(", ")}`);
}

function sayConfidence(title: string, assignments: readonly Assignment[]) {
  const confidences = {
    confidence: assignments.map((a) => a.confidence),
    correct: assignments.map((_, i) => right(assignments, i) ? 1 : 0),
  };
  const { ece } = calibrationError(confidences);
  const point = atCoverage(coverageCurve(confidences), 0.8);
  console.log(
    `confidence, ${title}: ECE ${ece.toFixed(3)}, precision at 80% coverage ${
      point?.precision.toFixed(3)
    }`,
  );
}
