/**
 * How fast features come, against the seed's method in Python, in one run:
 *
 *     deno task bench --labels ../shared/bench/labels.csv
 *
 * `--labels` is a CSV file with a column `path`, relative to its folder; `--rounds` (5) says how often everything is
 * measured. In a round the reference and this take turns, so that a busy machine slows down both; of each the fastest
 * round counts. Needs python3 (3.11 or later): the reference gets a virtual environment in the cache folder, the
 * first time.
 *
 * - warm: in a process that has gone over the files before. Here through the pipeline, workers started anew, over the
 *   files four times, so that starting workers weighs as little as in a library of some thousand files.
 * - as run once: a process from its start to its end, features printed. Here `roles extract` without cache.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readDelimited } from "../eval/delimited.ts";
import { resolveConfig } from "../src/config/load.ts";
import type { RolesConfig } from "../src/config/schema.ts";
import { extractAll } from "../src/pipeline/extract.ts";
import { ensurePython, referenceOnce, WarmReference } from "./peer.ts";
import { STAGES, type StageTimes, timeStages } from "./stages.ts";

/** How often a warm pass here goes over the files. */
const REPEATS = 4;

const { values: options } = parseArgs({
  options: {
    labels: { type: "string" },
    rounds: { type: "string", default: "5" },
  },
});
const rounds = Number(options.rounds);
if (options.labels === undefined || !(rounds >= 1)) {
  console.error("Usage: deno task bench --labels FILE [--rounds N]");
  Deno.exit(2);
}

const files = pathsOf(options.labels);
const cores = navigator.hardwareConcurrency;
const { config } = await resolveConfig({ preset: "seed" });
const python = ensurePython();
const list = Deno.makeTempFileSync({ suffix: ".txt" });
try {
  Deno.writeTextFileSync(list, files.join("\n"));
  const jobCounts = [...new Set([1, cores])];

  console.log(
    `${files.length} files, ${cores} cores; best of ${rounds} rounds`,
  );
  const once = await measure(rounds, [
    () => referenceOnce(python, list),
    ...jobCounts.map((jobs) => () => commandOnce(list, jobs)),
  ]);
  const warm = await measureWarm(jobCounts);

  console.log("\nfiles a second                warm     as run once");
  report("reference (librosa)", warm[0]!, once[0]!);
  for (const [i, jobs] of jobCounts.entries()) {
    const name = `here, ${jobs} worker${jobs > 1 ? "s" : ""}`;
    report(name, warm[i + 1]!, once[i + 1]!, [warm[0]!, once[0]!]);
  }

  const stages: StageTimes[] = [];
  for (let i = 0; i < rounds; i++) stages.push(await timeStages(files, config));
  console.log("\nstage, one thread     ms a file");
  for (const stage of STAGES) {
    const ms = Math.min(...stages.map((times) => times[stage]));
    console.log(`${stage.padEnd(22)}${ms.toFixed(3).padStart(9)}`);
  }
} finally {
  Deno.removeSync(list);
}

/** Absolute paths of a labels file. */
function pathsOf(labels: string): string[] {
  const { rows } = readDelimited(Deno.readTextFileSync(labels));
  const column = rows[0]?.fields.indexOf("path") ?? -1;
  if (column < 0) throw new Error(`${labels} has no column "path"`);
  return rows.slice(1).map(({ fields }) =>
    resolve(dirname(labels), fields[column]!)
  );
}

/** Runs the measurements in turn, `count` times; the seconds of each. */
async function measure(
  count: number,
  measurements: readonly (() => number | Promise<number>)[],
): Promise<number[][]> {
  const seconds: number[][] = measurements.map(() => []);
  for (let i = 0; i < count; i++) {
    for (const [m, run] of measurements.entries()) {
      seconds[m]!.push(await run());
    }
  }
  return seconds;
}

/** Warm passes of the reference, then of this with each count of workers. */
async function measureWarm(jobCounts: readonly number[]): Promise<number[][]> {
  await using reference = new WarmReference(python, list);
  const passes = [
    () => reference.pass(),
    ...jobCounts.map((jobs) => () => pipelinePass(config, jobs)),
  ];
  await measure(1, passes);
  return await measure(rounds, passes);
}

/** Seconds for which the pipeline takes to go over the files once. */
async function pipelinePass(
  config: RolesConfig,
  jobs: number,
): Promise<number> {
  const again = Array.from({ length: REPEATS }, () => files).flat();
  const toRead = again.map((path) => ({ path, filepath: path, error: null }));
  const start = performance.now();
  let failed = 0;
  const settings = { config, jobs, model: null, store: null };
  for await (const { error } of extractAll(toRead, settings)) {
    if (error !== null) failed++;
  }
  if (failed > 0) throw new Error(`${failed} files could not be read`);
  return (performance.now() - start) / 1000 / REPEATS;
}

/** Seconds of `roles extract` from its start to its end. */
function commandOnce(list: string, jobs: number): number {
  const start = performance.now();
  const { success } = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "-P=roles", "main.ts", "extract", "--no-cache"],
      ...["--preset", "seed", "--jobs", `${jobs}`, "--files-from", list],
    ],
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdout: "null",
  }).outputSync();
  if (!success) throw new Error("roles extract failed");
  return (performance.now() - start) / 1000;
}

/** Prints files a second and, against `reference`, how many times as fast; of the fastest rounds. */
function report(
  name: string,
  warm: readonly number[],
  once: readonly number[],
  reference?: readonly [warm: readonly number[], once: readonly number[]],
): void {
  const cell = (seconds: readonly number[], i: 0 | 1) => {
    const best = Math.min(...seconds);
    const rate = (files.length / best).toFixed(0);
    if (reference === undefined) return rate.padEnd(15);
    const times = Math.min(...reference[i]) / best;
    return `${rate} (${times.toFixed(1)}×)`.padEnd(15);
  };
  console.log(`${name.padEnd(30)}${cell(warm, 0)}${cell(once, 1)}`.trimEnd());
}
