/**
 * Start-up of a compiled `roles` against the same from source, in one run, as Markdown:
 *
 *     deno task bench:start dist/roles
 *
 * Every run has an empty home, so that the first start of the file counts what it unpacks.
 */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const at = (name: string) =>
  fileURLToPath(new URL(`../${name}`, import.meta.url));
const [file] = Deno.args;
if (file === undefined) {
  console.error("usage: deno task bench:start FILE");
  Deno.exit(2);
}
const binary = resolve(file);
const { denoDir } = JSON.parse(
  new TextDecoder().decode(
    new Deno.Command(Deno.execPath(), { args: ["info", "--json"] })
      .outputSync().stdout,
  ),
);

/** Runs a program in a home folder; milliseconds. */
function time(command: readonly string[], home: string): number {
  const [program, ...args] = command;
  const start = performance.now();
  const { code, stderr } = new Deno.Command(program!, {
    args,
    env: {
      DENO_DIR: denoDir,
      HOME: home,
      USERPROFILE: home,
      LOCALAPPDATA: join(home, "local"),
      XDG_CACHE_HOME: join(home, "cache"),
      NO_COLOR: "1",
    },
    stdin: "null",
  }).outputSync();
  if (code !== 0) {
    throw new Error(
      `${command.join(" ")}: exit status ${code}\n${
        new TextDecoder().decode(stderr)
      }`,
    );
  }
  return performance.now() - start;
}

/** Median of runs, each in the home that it is given. */
function median(runs: number, run: () => number): number {
  const times = Array.from({ length: runs }, run).sort((a, b) => a - b);
  const middle = runs >> 1;
  return runs % 2 === 1
    ? times[middle]!
    : (times[middle - 1]! + times[middle]!) / 2;
}

function inNewHome(use: (home: string) => number): number {
  const home = Deno.makeTempDirSync();
  try {
    return use(home);
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
}

const SOURCE = [
  Deno.execPath(),
  "run",
  "-q",
  "-P=roles",
  `--config=${at("deno.json")}`,
  at("main.ts"),
];

const KIT = at("examples/kit");

/** What is run, and how often. */
const CASES: readonly (readonly [string, number, readonly string[]])[] = [
  ["`--version`", 11, ["--version"]],
  ["`--help`", 11, ["--help"]],
  ["a completion: `sweep al`", 11, ["complete", "--", "sweep", "al"]],
  ["`assign` of 24 sounds, rules alone", 5, ["assign", KIT, "--model", "none"]],
  ["`assign` of 24 sounds, no cache", 5, ["assign", KIT, "--no-cache"]],
];

const milliseconds = (ms: number) => `${Math.round(ms)} ms`;
const rows: (readonly string[])[] = [];
for (const [name, runs, args] of CASES) {
  const inUse = (tool: readonly string[]) =>
    inNewHome((home) => {
      time([...tool, ...args], home);
      return median(runs, () => time([...tool, ...args], home));
    });
  try {
    const source = inUse(SOURCE);
    const first = median(
      3,
      () => inNewHome((home) => time([binary, ...args], home)),
    );
    const later = inUse([binary]);
    rows.push([
      name,
      milliseconds(first),
      milliseconds(later),
      milliseconds(source),
      `${(later / source).toFixed(2)}×`,
    ]);
  } catch (error) {
    // Where the models' runtime has no library there are the rules alone.
    console.error((error as Error).message);
    rows.push([name, "does not run", "", "", ""]);
  }
}
const { size } = Deno.statSync(binary);
console.log(
  `${file}: ${
    (size / 1e6).toFixed(1)
  } MB, ${Deno.build.target}, ${navigator.hardwareConcurrency} cores; from source with Deno ${Deno.version.deno}

| | first start | later | from source | later / source |
| --- | ---: | ---: | ---: | ---: |
${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}
`,
);
