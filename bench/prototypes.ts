/**
 * What twenty labelled sounds of one's own are worth, on the evidence of models that did not hear the sounds' source:
 *
 *     deno run -q -P=roles bench/prototypes.ts --evidence models/drum-clap-mini/evidence-sources.jsonl
 *
 * A source plays the user's collection. k of its sounds are labelled, others are judged, by the default configuration
 * without and with them; again for other draws. Figures pool the three sources, each sound counting once: its share of
 * draws in which it was right. Intervals: 95 %, by drawing packs.
 *
 * `--set` changes the configuration, `--choose` tries weights, shrinkages and reaches, and judges each source with what
 * is best on the two others; `--draws` says how many draws.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { parseEvidence } from "../eval/evidence/format.ts";
import {
  evidenceSounds,
  type LabelledEvidence,
} from "../eval/evidence/sounds.ts";
import { calibrationError } from "../eval/metrics/calibration.ts";
import { Random } from "../eval/random.ts";
import { assignEvidence } from "../src/assign.ts";
import { dot, l2Normalize } from "../src/clap/pooling.ts";
import { loadPrompts } from "../src/clap/prompts.ts";
import { withPrototypes } from "../src/clap/prototypes.ts";
import { type ClapScorer, createClapScorer } from "../src/clap/scoring.ts";
import { resolveConfig } from "../src/config/load.ts";
import type { RolesConfig } from "../src/config/schema.ts";
import { softmax } from "../src/dsp/rule_scoring.ts";
import { mapRoles, ROLES } from "../src/types.ts";

const { values: options } = parseArgs({
  options: {
    evidence: { type: "string" },
    set: { type: "string", multiple: true, default: [] },
    draws: { type: "string", default: "20" },
    choose: { type: "boolean", default: false },
  },
});
if (options.evidence === undefined) throw new Error("Give --evidence FILE");
const DRAWS = Number(options.draws);
const RESAMPLES = 2000;
const K = ROLES.length;
/** How many sounds are labelled. */
const KS = [5, 10, 20, 40];
const ONE_PACK = "of one pack, for it";

const { config } = await resolveConfig({ sets: options.set });
const stored = evidenceSounds(
  parseEvidence(Deno.readTextFileSync(options.evidence), options.evidence),
);
const sounds = stored.sounds.filter(({ judged }) => judged);
const prompts = remembering(
  createClapScorer(await loadPrompts("default"), stored.prompts!, config.clap),
);
const sources = [...new Set(sounds.map(({ source }) => source))];
const packOf = (i: number) => sounds[i]!.label.pack ?? "";
const truth = sounds.map(({ label }) => ROLES.indexOf(label.role));
const alone = sounds.map(({ evidence }) =>
  assignEvidence(evidence, config, prompts)
);

/** Sounds that are labelled, and sounds that are judged. */
interface Trial {
  readonly labelled: readonly number[];
  readonly judged: readonly number[];
}

/** How a user may come by labelled sounds. */
const WAYS: Readonly<
  Record<string, (own: readonly number[], k: number, random: Random) => Trial>
> = {
  "any sounds": (own, k, random) => {
    const labelled = shuffled(own, random).slice(0, k);
    return { labelled, judged: without(own, labelled) };
  },
  // Of seven in ten, so that draws differ.
  "the least sure": (own, k, random) => {
    const labelled = shuffled(own, random).slice(0, own.length * 0.7)
      .sort((a, b) => alone[a]!.margin - alone[b]!.margin).slice(0, k);
    return { labelled, judged: without(own, labelled) };
  },
  [ONE_PACK]: (own, k, random) => {
    const packs = [...Map.groupBy(own, packOf).values()]
      .filter((pack) => pack.length >= k + 10);
    const pack = packs[random.below(packs.length)] ?? [];
    const labelled = shuffled(pack, random).slice(0, k);
    return { labelled, judged: without(pack, labelled) };
  },
  "of few packs, for others": (own, k, random) => {
    const packs = shuffled([...Map.groupBy(own, packOf).values()], random);
    const few: number[] = [];
    while (few.length < k) few.push(...packs.pop()!);
    return {
      labelled: shuffled(few, random).slice(0, k),
      judged: packs.flat(),
    };
  },
};

/** Makes the scorer of a user with these labelled sounds. */
type Method = (labelled: readonly LabelledEvidence[]) => ClapScorer;

const corrected = (
  { clap }: RolesConfig,
  change: Partial<RolesConfig["clap"]["prototypes"]> = {},
): Method =>
(labelled) =>
  withPrototypes(
    prompts,
    labelled.map(({ label, evidence }) => ({
      path: label.path,
      role: label.role,
      embedding: evidence.embedding!,
    })),
    { ...clap, prototypes: { ...clap.prototypes, ...change } },
  );

/** Blends what the prompts say of a role with what its n labelled sounds say, n / (n + k) of the latter. */
const blended = (
  k: number,
  similarity: (own: readonly Float32Array[], y: Float32Array) => number,
): Method =>
(labelled) => {
  const own = mapRoles((role) =>
    labelled.filter(({ label }) => label.role === role)
      .map(({ evidence }) => evidence.embedding!)
  );
  return {
    detail: () => [],
    score(y) {
      const { similarities } = prompts.score(y);
      const both = mapRoles((role) => {
        const n = own[role].length;
        if (n === 0) return similarities[role];
        return (k * similarities[role] + n * similarity(own[role], y)) /
          (n + k);
      });
      return { similarities: both, p: softmax(both, config.clap.tau_clap) };
    },
  };
};

const centre = (own: readonly Float32Array[], y: Float32Array) => {
  const sum = new Float32Array(y.length);
  for (const vector of own) vector.forEach((x, d) => sum[d]! += x);
  return dot(l2Normalize(sum), y);
};

const TAU = config.clap.tau_clap;
const asPrompts = (own: readonly Float32Array[], y: Float32Array) =>
  TAU * Math.log(
    own.reduce((sum, vector) => sum + Math.exp(dot(vector, y) / TAU), 0) /
      own.length,
  );

/** How often each sound was judged, and as what, without and with labelled sounds. */
class Tally {
  readonly judged = new Float64Array(sounds.length);
  readonly roles = new Float64Array(sounds.length * K);
  readonly confidence: number[] = [];
  readonly correct: number[] = [];

  add({ labelled, judged }: Trial, method: Method) {
    const scorer = method(labelled.map((i) => sounds[i]!));
    for (const i of judged) {
      const { role, confidence } = assignEvidence(
        sounds[i]!.evidence,
        config,
        scorer,
      );
      this.judged[i]!++;
      this.roles[i * K + ROLES.indexOf(role)]!++;
      this.confidence.push(confidence);
      this.correct.push(role === sounds[i]!.label.role ? 1 : 0);
    }
  }
}

const METHODS: Readonly<Record<string, Method>> = {
  "as configured": corrected(config),
  "centres, k = 10": blended(10, centre),
  "centres, k = 20": blended(20, centre),
  "more prompts, k = 10": blended(10, asPrompts),
};

if (options.choose) {
  const grid = [3, 6, 12].flatMap((weight) =>
    [1, 3, 10].flatMap((shrinkage) =>
      [0.1, 0.2, 0.3, 0.5].map((reach) => ({ weight, shrinkage, reach }))
    )
  );
  choose(grid);
} else {
  for (const way of Object.keys(WAYS)) {
    for (const k of way === ONE_PACK ? [5, 10, 20] : KS) {
      for (const [name, method] of Object.entries(METHODS)) {
        const tally = tallied(way, k, sources, method);
        // No pack of this collection has so many sounds.
        if (tally.correct.length === 0) continue;
        const title = `${way.padEnd(25)} ${String(k).padStart(2)}  `;
        console.log(title + name.padEnd(21) + inWords(tally));
      }
    }
  }
}

function tallied(
  way: string,
  k: number,
  which: typeof sources,
  method: Method,
): Tally {
  const tally = new Tally();
  for (const source of which) {
    const own = [...sounds.keys()].filter((i) => sounds[i]!.source === source);
    const random = new Random(k);
    for (let draw = 0; draw < DRAWS; draw++) {
      tally.add(WAYS[way]!(own, k, random), method);
    }
  }
  return tally;
}

/** The gain of each point, judged on each source when it is chosen on the two others. */
function choose(
  grid:
    | readonly RolesConfig["clap"]["prototypes"][]
    | readonly {
      weight: number;
      shrinkage: number;
      reach: number;
    }[],
) {
  const gains = grid.map((point) => {
    const method = corrected(config, point);
    const bySource = sources.map((source) => {
      const all = Object.keys(WAYS).filter((way) => way !== ONE_PACK)
        .flatMap((way) =>
          KS.map((k) => gainOf(tallied(way, k, [source], method)))
        );
      return all.reduce((a, b) => a + b, 0) / all.length;
    });
    console.log(
      JSON.stringify(point),
      bySource.map((gain) => gain.toFixed(4)).join(" "),
    );
    return bySource;
  });
  for (const [s, source] of sources.entries()) {
    const others = (gain: readonly number[]) =>
      gain.reduce((sum, x, i) => i === s ? sum : sum + x, 0);
    const best = gains.reduce((a, b) => others(b) > others(a) ? b : a);
    console.log(
      `${source}: ${
        JSON.stringify(grid[gains.indexOf(best)])
      } is best on the others, gain ${best[s]!.toFixed(4)}`,
    );
  }
}

/** Macro F1 and accuracy with labelled sounds less those without, halved: what a choice goes by. */
function gainOf(tally: Tally): number {
  const places = judgedPlaces(tally);
  const before = figuresOf(matrixAlone(places));
  const after = figuresOf(matrixOf(places, tally));
  return (after.accuracy - before.accuracy + after.f1 - before.f1) / 2;
}

function judgedPlaces({ judged }: Tally): number[] {
  return [...sounds.keys()].filter((i) => judged[i]! > 0);
}

/** The confusion matrix of shares of sounds, row by row. */
function matrixOf(
  places: readonly number[],
  { judged, roles }: Tally,
): Float64Array {
  const matrix = new Float64Array(K * K);
  for (const i of places) {
    for (let r = 0; r < K; r++) {
      matrix[truth[i]! * K + r]! += roles[i * K + r]! / judged[i]!;
    }
  }
  return matrix;
}

function matrixAlone(places: readonly number[]): Float64Array {
  const matrix = new Float64Array(K * K);
  for (const i of places) {
    matrix[truth[i]! * K + ROLES.indexOf(alone[i]!.role)]!++;
  }
  return matrix;
}

function figuresOf(matrix: Float64Array) {
  let all = 0, right = 0, f1 = 0, there = 0;
  for (let r = 0; r < K; r++) {
    let row = 0, column = 0;
    for (let c = 0; c < K; c++) {
      row += matrix[r * K + c]!;
      column += matrix[c * K + r]!;
    }
    all += row;
    right += matrix[r * K + r]!;
    if (row + column === 0) continue;
    there++;
    f1 += 2 * matrix[r * K + r]! / (row + column);
  }
  return { accuracy: right / all, f1: f1 / there };
}

function inWords(tally: Tally): string {
  const places = judgedPlaces(tally);
  const before = figuresOf(matrixAlone(places));
  const after = figuresOf(matrixOf(places, tally));
  const packs = [...Map.groupBy(places, packOf).values()]
    .map((pack) => [matrixAlone(pack), matrixOf(pack, tally)] as const);
  const random = new Random(0);
  const draws = Array.from({ length: RESAMPLES }, () => {
    const sums = [new Float64Array(K * K), new Float64Array(K * K)] as const;
    for (let draw = 0; draw < packs.length; draw++) {
      const drawn = packs[random.below(packs.length)]!;
      for (const [m, sum] of sums.entries()) {
        drawn[m]!.forEach((x, at) => sum[at]! += x);
      }
    }
    const [a, b] = [figuresOf(sums[0]), figuresOf(sums[1])];
    return { accuracy: b.accuracy - a.accuracy, f1: b.f1 - a.f1 };
  });
  const words = (["accuracy", "f1"] as const).map((figure) => {
    const sorted = draws.map((draw) => draw[figure]).sort((a, b) => a - b);
    const [low, high] = [0.025, 0.975].map((q) =>
      sorted[Math.round(q * (RESAMPLES - 1))]!
    );
    return `${figure} ${before[figure].toFixed(3)} ${
      signed(after[figure] - before[figure])
    } [${signed(low!)}, ${signed(high!)}]`;
  });
  const { ece } = calibrationError(tally);
  return `${words.join("  ")}  ECE ${ece.toFixed(3)}`;
}

function signed(x: number): string {
  return (x < 0 ? "−" : "+") + Math.abs(x).toFixed(3);
}

/** A scorer that judges no sound twice. */
function remembering(scorer: ClapScorer): ClapScorer {
  const known = new Map<Float32Array, ReturnType<ClapScorer["score"]>>();
  return {
    ...scorer,
    score(embedding) {
      const score = known.get(embedding) ?? scorer.score(embedding);
      known.set(embedding, score);
      return score;
    },
  };
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}

function without(all: readonly number[], some: readonly number[]): number[] {
  return all.filter((i) => !some.includes(i));
}
