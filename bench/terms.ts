/**
 * Which feature terms earn their place in the rules, out of fold:
 *
 *     deno run -q -P=roles bench/terms.ts ../shared/bench/labels.csv ../shared/train/labels.csv
 *
 * Label files have columns `path` (relative to their folder), `role` and `pack`. Rules are fitted to the sounds of all
 * files as `roles fit` does, and judged on those of the first: with packs held out (five folds), and with whole sources
 * held out (the part of the pack's name before the first `/`; those of which the first file has sounds). Then each of
 * the terms is left out, and each other one put in.
 *
 * `--strength C` (10) is the inverse strength of the penalty; `--terms a,b,…` are others than the preset's.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readDelimited } from "../src/labels/delimited.ts";
import { fitMultinomial } from "../eval/fit/multinomial.ts";
import { balanced, type FitSample } from "../eval/fit/samples.ts";
import { stratifiedGroupFolds } from "../eval/folds.ts";
import {
  classFigures,
  confusionMatrix,
  macroF1,
} from "../eval/metrics/confusion.ts";
import { resolveConfig } from "../src/config/load.ts";
import { type Term, TERMS } from "../src/config/schema.ts";
import { FITTED_TERMS, TERM_VALUE } from "../src/dsp/rule_scoring.ts";
import { extractAll } from "../src/pipeline/extract.ts";
import { type Role, ROLES } from "../src/types.ts";

const PACK_FOLDS = 5;

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    strength: { type: "string", default: "10" },
    terms: { type: "string" },
  },
});
if (files.length === 0) {
  console.error("Usage: bench/terms.ts LABELS… [--strength C] [--terms a,b,…]");
  Deno.exit(2);
}
const strength = Number(options.strength);
const terms = (options.terms?.split(",") ?? FITTED_TERMS) as readonly Term[];

interface Row {
  readonly path: string;
  readonly role: Role;
  readonly pack: string;
  readonly judged: boolean;
}

const rows = files.flatMap((file, f) => rowsOf(file, f === 0));
const packs = [...new Set(rows.map(({ pack }) => pack))].sort();
const samples = await evidenceOf(rows);
const truth = Uint8Array.from(samples, ({ role }) => ROLES.indexOf(role));
const byPack = stratifiedGroupFolds(
  truth,
  samples.map(({ group }) => group),
  ROLES.length,
  PACK_FOLDS,
);
const sourceOf = (i: number) => rows[i]!.pack.split("/")[0]!;
const sources = [
  ...new Set(rows.flatMap(({ judged }, i) => judged ? [sourceOf(i)] : [])),
];

/** Which sounds are held out together; those of no number are learned from by all. */
const SPLITS: Readonly<Record<string, readonly number[]>> = {
  packs: [...byPack],
  sources: rows.map((_, i) => sources.indexOf(sourceOf(i))),
};

console.log(
  `${samples.length} sounds, judged on ${
    samples.filter(({ judged }) => judged).length
  }; macro F1, recalls, log loss (roles count the same)`,
);
const seed: Term[] = ["L", "H", "E", "S", "D", "A_fast", "flatness", "zcr"];
print("the seed's features", seed);
print("these terms", terms);
print("all of both", [...new Set([...seed, ...terms])]);
for (const term of terms) {
  print(`− ${term}`, terms.filter((other) => other !== term));
}
for (const term of Object.keys(TERMS) as Term[]) {
  const isSum = /^(constant|D_short|L_plus_M|one_minus_.*)$/.test(term);
  if (!isSum && !terms.includes(term)) print(`+ ${term}`, [...terms, term]);
}

function print(name: string, chosen: readonly Term[]): void {
  const cells = Object.entries(SPLITS).map(([split, fold]) => {
    const { f1, recalls, loss } = judge(chosen, fold);
    return `${split} ${f1.toFixed(3)}  ${
      recalls.map((r) => r.toFixed(2)).join(" ")
    }  ${loss.toFixed(3)}`;
  });
  console.log(`${name.padEnd(22)}${cells.join("   ")}`);
}

/** Figures of the judged sounds, each by rules that did not learn from its fold. */
function judge(chosen: readonly Term[], fold: readonly number[]) {
  const x = samples.map(({ evidence }) =>
    chosen.map((term) => TERM_VALUE[term](evidence.features))
  );
  const found = new Uint8Array(samples.length);
  const losses = new Float64Array(samples.length);
  for (const held of new Set(fold)) {
    if (held < 0) continue;
    const some = samples.map((_, i) => i).filter((i) => fold[i] !== held);
    const { intercepts, coefficients } = fitMultinomial({
      x: some.map((i) => x[i]!),
      y: some.map((i) => truth[i]!),
      weights: balanced(some.map((i) => samples[i]!)),
      classes: ROLES.length,
    }, strength);
    samples.forEach((_, i) => {
      if (fold[i] !== held) return;
      const logits = intercepts.map((intercept, k) =>
        x[i]!.reduce((sum, v, j) => sum + v * coefficients[k]![j]!, intercept)
      );
      const max = Math.max(...logits);
      found[i] = logits.indexOf(max);
      losses[i] = max - logits[truth[i]!]! +
        Math.log(logits.reduce((sum, z) => sum + Math.exp(z - max), 0));
    });
  }
  const judged = samples.map((_, i) => i).filter((i) => samples[i]!.judged);
  const pick = (of: Uint8Array) => Uint8Array.from(judged, (i) => of[i]!);
  const matrix = confusionMatrix(pick(truth), pick(found), ROLES.length);
  const means = ROLES.map((_, k) => {
    const own = judged.filter((i) => truth[i] === k);
    return own.reduce((sum, i) => sum + losses[i]!, 0) / own.length;
  });
  return {
    f1: macroF1(matrix),
    recalls: classFigures(matrix).map(({ recall }) => recall),
    loss: means.reduce((a, b) => a + b, 0) / means.length,
  };
}

function rowsOf(file: string, judged: boolean): Row[] {
  const { rows } = readDelimited(Deno.readTextFileSync(file));
  const [header, ...lines] = rows.map(({ fields }) => fields);
  const column = (name: string) => {
    const at = header?.indexOf(name) ?? -1;
    if (at < 0) throw new Error(`${file} has no column "${name}"`);
    return at;
  };
  const [path, role, pack] = [column("path"), column("role"), column("pack")];
  return lines.map((fields) => ({
    path: resolve(dirname(file), fields[path]!),
    role: fields[role] as Role,
    pack: fields[pack]!,
    judged,
  }));
}

async function evidenceOf(rows: readonly Row[]): Promise<FitSample[]> {
  const { config } = await resolveConfig({ preset: "default" });
  const files = rows.map(({ path }) => ({ path, filepath: path, error: null }));
  const samples: FitSample[] = [];
  const settings = { config, jobs: 1, model: null, store: null };
  for await (const { evidence, file } of extractAll(files, settings)) {
    if (evidence === null) throw new Error(`${file.path} could not be read`);
    const { role, pack, judged } = rows[samples.length]!;
    samples.push({
      evidence,
      role,
      weight: 1,
      group: packs.indexOf(pack),
      fold: null,
      judged,
    });
  }
  return samples;
}
