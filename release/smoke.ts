/**
 * Tries a compiled `roles` in an empty environment, and prints what it did: `deno task smoke [FILE]`.
 *
 * @module
 */
import { resolve } from "node:path";
import { defaultOutput } from "./compile.ts";
import { PLACES } from "./smoke_places.ts";
import { type Case, prepare, Skipped, USES } from "./smoke_use.ts";
import { executableTarget, targetOf } from "./targets.ts";
import { expect, Failed, Trial } from "./trial.ts";

/** How it went. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Without the model `assign` says so, and what goes without it. */
const WITHOUT_MODEL: Case = {
  name: "there is no model's runtime in this file, and it says so",
  model: false,
  async run(trial) {
    const { stderr } = await trial.run(trial.home(), ["assign", "kit"], {
      code: 2,
    });
    expect(stderr.includes("--model none"), "it says what goes without");
  },
};

/**
 * Tries everything that can be tried on this system.
 *
 * @param print takes the transcript line by line.
 * @throws {Error} if the file is for another system.
 */
export async function smoke(
  binary: string,
  print: (line: string) => void,
): Promise<Outcome> {
  const target = targetOf(Deno.build.target);
  const head = new Uint8Array(4096);
  {
    using file = Deno.openSync(binary);
    file.readSync(head);
  }
  const found = executableTarget(head);
  if (found !== target.triple) {
    throw new Error(`"${binary}" is for ${found}, this is ${target.triple}`);
  }
  using trial = new Trial(binary, print);
  prepare(trial);
  const cases = target.native === null
    ? [...USES.filter(({ model }) => !model), WITHOUT_MODEL]
    : [...USES, ...PLACES];
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, run } of cases) {
    print(`\n# ${name}`);
    try {
      await run(trial);
      count.passed++;
    } catch (error) {
      if (error instanceof Skipped) {
        print(`skipped: ${error.message}`);
        count.skipped++;
      } else if (error instanceof Failed) {
        print(`FAILED: not so: ${error.message}`);
        count.failed++;
      } else {
        throw error;
      }
    }
  }
  print(
    `\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`,
  );
  return count;
}

if (import.meta.main) {
  const binary = resolve(
    Deno.args[0] ?? defaultOutput(targetOf(Deno.build.target)),
  );
  try {
    const { failed } = await smoke(binary, (line) => console.log(line));
    if (failed > 0) Deno.exitCode = 1;
  } catch (error) {
    console.error(`error: ${(error as Error).message}`);
    Deno.exitCode = 1;
  }
}
