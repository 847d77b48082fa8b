/**
 * How fast features come, against the seed's method in Python, in one run:
 *
 *     deno task bench --labels ../shared/bench/labels.csv
 *
 * `--labels` is a CSV file with a column `path`, relative to its folder; `--rounds` (5) says how often everything is
 * measured. In a round the reference and this take turns, so that a busy machine slows down both; of each the fastest
 * round counts. Files a second are by the clock; the CPU time is what to compare on a busy machine. Needs python3 (3.11 or later): the reference gets a virtual environment in the cache folder, the
 * first time.
 *
 * - warm: in a process that has gone over the files before. Here through the pipeline, workers started anew, over the
 *   files four times, so that starting workers weighs as little as in a library of some thousand files.
 * - as run once: a process from its start to its end, features printed. Here `roles extract` without cache.
 * - default, model: `roles assign` as it comes, embedded model, roles and pools included, as run once; its cache is new,
 *   and is filled.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import process from "node:process";
import { parseArgs } from "node:util";
import { readDelimited } from "../src/labels/delimited.ts";
import { resolveConfig } from "../src/config/load.ts";
import type { RolesConfig } from "../src/config/schema.ts";
import { extractAll } from "../src/pipeline/extract.ts";
import { referenceOnce, referencePython, WarmReference } from "./peer.ts";
import { timeHearing } from "./hearing.ts";
import { timed, type Timing } from "./python.ts";
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
const python = referencePython();
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
    () => wholeOnce(list),
  ]);
  const warm = await measureWarm(jobCounts);

  console.log("\nfiles a second");
  printRow("", "warm", "as run once", "CPU, ms a file: warm", "as run once");
  const names = [
    "reference (librosa)",
    ...jobCounts.map((jobs) => `here, ${jobs} worker${jobs > 1 ? "s" : ""}`),
    "default, model",
  ];
  for (const [i, name] of names.entries()) {
    const fast = warm[i];
    printRow(
      name,
      fast === undefined ? "" : rate(fast.wall, warm[0]!.wall),
      rate(once[i]!.wall, once[0]!.wall),
      fast === undefined ? "" : milliseconds(fast.cpu, warm[0]!.cpu),
      milliseconds(once[i]!.cpu, once[0]!.cpu),
    );
  }

  const stages: StageTimes[] = [];
  for (let i = 0; i < rounds; i++) stages.push(await timeStages(files, config));
  console.log("\nstage, one thread     ms a file");
  for (const stage of STAGES) {
    const ms = Math.min(...stages.map((times) => times[stage]));
    console.log(`${stage.padEnd(22)}${ms.toFixed(3).padStart(9)}`);
  }
  const hearing = await timeHearing(files, rounds);
  console.log(
    `model: front end      ${hearing.frontEnd.toFixed(3).padStart(9)}`,
  );
  console.log(`model: itself         ${hearing.model.toFixed(3).padStart(9)}`);
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

/** Runs the measurements in turn, `count` times; the least of each. */
async function measure(
  count: number,
  measurements: readonly (() => Timing | Promise<Timing>)[],
): Promise<Timing[]> {
  const best = measurements.map(() => ({ wall: Infinity, cpu: Infinity }));
  for (let i = 0; i < count; i++) {
    for (const [m, run] of measurements.entries()) {
      const { wall, cpu } = await run();
      best[m] = {
        wall: Math.min(best[m]!.wall, wall),
        cpu: Math.min(best[m]!.cpu, cpu),
      };
    }
  }
  return best;
}

/** Warm passes of the reference, then of this with each count of workers. */
async function measureWarm(jobCounts: readonly number[]): Promise<Timing[]> {
  await using reference = new WarmReference(python, list);
  const passes = [
    () => reference.pass(),
    ...jobCounts.map((jobs) => () => pipelinePass(config, jobs)),
  ];
  await measure(1, passes);
  return await measure(rounds, passes);
}

/** How long the pipeline takes to go over the files once. */
async function pipelinePass(
  config: RolesConfig,
  jobs: number,
): Promise<Timing> {
  const again = Array.from({ length: REPEATS }, () => files).flat();
  const toRead = again.map((path) => ({ path, filepath: path, error: null }));
  const start = performance.now();
  const cpu = process.cpuUsage();
  let failed = 0;
  const settings = { config, jobs, model: null, store: null };
  for await (const { error } of extractAll(toRead, settings)) {
    if (error !== null) failed++;
  }
  if (failed > 0) throw new Error(`${failed} files could not be read`);
  const { user, system } = process.cpuUsage(cpu);
  return {
    wall: (performance.now() - start) / 1e3 / REPEATS,
    cpu: (user + system) / 1e6 / REPEATS,
  };
}

/** `roles extract` from its start to its end. */
function commandOnce(list: string, jobs: number): Timing {
  return roles([
    ...["extract", "--no-cache", "--preset", "seed"],
    ...["--jobs", `${jobs}`, "--files-from", list],
  ]);
}

/** `roles assign` as it comes, with a new cache. */
function wholeOnce(list: string): Timing {
  const cache = Deno.makeTempDirSync();
  try {
    const args = ["assign", "--format", "json", "--files-from", list];
    return roles(args, { ROLES_CACHE: cache });
  } finally {
    Deno.removeSync(cache, { recursive: true });
  }
}

function roles(
  args: readonly string[],
  env: Record<string, string> = {},
): Timing {
  return timed(
    Deno.execPath(),
    ["run", "-q", "-P=roles", "main.ts", ...args],
    { cwd: fileURLToPath(new URL("..", import.meta.url)), env },
  );
}

/** Files a second and, against `reference`, how many times as many. */
function rate(seconds: number, reference: number): string {
  return `${(files.length / seconds).toFixed(0)}${times(reference, seconds)}`;
}

/** CPU time of a file and, against `reference`, how many times as little. */
function milliseconds(seconds: number, reference: number): string {
  return `${(1000 * seconds / files.length).toFixed(2)}${
    times(reference, seconds)
  }`;
}

function times(reference: number, own: number): string {
  return reference === own ? "" : ` (${(reference / own).toFixed(1)}×)`;
}

function printRow(...cells: readonly string[]): void {
  const widths = [22, 16, 16, 24, 0];
  console.log(cells.map((c, i) => c.padEnd(widths[i]!)).join("").trimEnd());
}
