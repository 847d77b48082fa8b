/**
 * Makes one file of `roles` that needs nothing else:
 *
 *     deno task compile [--target TRIPLE] [--output PATH]
 *
 * Deno's runtime for compiled files is downloaded; where that cannot be, `DENORT_BIN` names a file of it.
 *
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { modelFiles, modulesByUrl, unwantedLibraries } from "./contents.ts";
import { deno } from "./deno.ts";
import { packLibraries } from "./native.ts";
import { thirdPartyNotices } from "./notices.ts";
import { ROOT, shown } from "./paths.ts";
import { executableTarget, type Target, targetOf } from "./targets.ts";

/** What was made. */
export interface Made {
  readonly path: string;
  readonly bytes: number;
  /** Of it, the model's runtime, compressed. */
  readonly native_bytes: number;
}

/** The licences of all that is in the file: there, and beside it. */
const NOTICES = join(ROOT, "dist", "THIRD_PARTY_NOTICES.txt");

/**
 * Makes the file.
 *
 * @throws {Error} in one line, if it cannot be made.
 */
export async function compile(target: Target, output: string): Promise<Made> {
  const runtime = Deno.env.get("DENORT_BIN");
  if (runtime) checkRuntime(runtime, target);
  const modules = modulesByUrl();
  await deno(["cache", "-q", "main.ts", ...modules]);
  const native = join(ROOT, "dist", "native", target.triple);
  const libraries = target.native === null ? [] : packLibraries(target, native);
  Deno.mkdirSync(dirname(NOTICES), { recursive: true });
  Deno.writeTextFileSync(NOTICES, await thirdPartyNotices(target, modules));
  const included = [...modules, ...modelFiles(), NOTICES];
  if (libraries.length > 0) included.push(native);
  Deno.mkdirSync(dirname(output), { recursive: true });
  await deno([
    "compile",
    "-q",
    "--no-check",
    // It would stand in the folder for temporary files under a name that others can guess, and be run from there.
    "--no-code-cache",
    ...["--target", target.triple, "--output", output],
    ...["-P=binary", "--no-prompt"],
    "--exclude-unused-npm",
    ...included.flatMap((path) => ["--include", path]),
    ...unwantedLibraries(target).flatMap((path) => ["--exclude", path]),
    "main.ts",
  ]).catch(({ message }: Error) => {
    throw new Error(
      `Cannot compile for ${target.triple}: ${downloadProblem(message)}`,
    );
  });
  return {
    path: output,
    bytes: Deno.statSync(output).size,
    native_bytes: libraries.reduce((sum, { packed }) => sum + packed, 0),
  };
}

/** A runtime for another system would make a file that starts nowhere, without a word. */
function checkRuntime(path: string, target: Target): void {
  let head: Uint8Array;
  try {
    using file = Deno.openSync(path);
    const buffer = new Uint8Array(4096);
    head = buffer.subarray(0, file.readSync(buffer) ?? 0);
  } catch (error) {
    throw new Error(
      `Cannot read DENORT_BIN, "${path}": ${(error as Error).message}`,
    );
  }
  const found = executableTarget(head);
  if (found === target.triple) return;
  throw new Error(
    `Cannot compile for ${target.triple}: DENORT_BIN, "${path}", is ${
      found === null ? "no runtime" : `a runtime for ${found}`
    }; name one for ${target.triple}, or none to download it`,
  );
}

/** In one line, if it is that: the runtime cannot be downloaded. Anything else stays as Deno says it. */
function downloadProblem(message: string): string {
  const url = /https?:\/\/\S+denort[^\s)]*/.exec(message)?.[0];
  return url === undefined
    ? message
    : `Deno's runtime for compiled files could not be downloaded from ${url}; DENORT_BIN can name a file of it`;
}

/** The file that is made where `--output` does not say. */
export function defaultOutput({ triple, extension }: Target): string {
  return triple === Deno.build.target
    ? join(ROOT, "dist", `roles${extension}`)
    : join(ROOT, "dist", triple, `roles${extension}`);
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({
      args: Deno.args,
      options: { target: { type: "string" }, output: { type: "string" } },
    });
    const target = targetOf(values.target ?? Deno.build.target);
    const output = values.output === undefined
      ? defaultOutput(target)
      : resolve(values.output);
    const { path, bytes, native_bytes } = await compile(target, output);
    const mb = (n: number) => `${(n / 1e6).toFixed(1)} MB`;
    console.log(
      `${shown(path)}: ${mb(bytes)} for ${target.name}, ${
        target.native === null
          ? "rules only: ONNX Runtime has no library for it"
          : `ONNX Runtime ${mb(native_bytes)} of it`
      }`,
    );
  } catch (error) {
    console.error(`error: ${(error as Error).message}`);
    Deno.exitCode = 1;
  }
}
