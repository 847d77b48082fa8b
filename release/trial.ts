/**
 * A compiled `roles` on trial: it runs in an environment with nothing in it, and what it prints becomes a transcript.
 *
 * @module
 */
import { basename, join } from "node:path";
import { ROOT } from "./paths.ts";

/** What a run left behind. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a run differs from the usual. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Exit status that is right. */
  readonly code?: number;
}

/** Lines of an output that the transcript shows. */
const SHOWN = 6;
const COLUMNS = 110;

/** What is expected did not come about. */
export class Failed extends Error {}

/** Fails unless a statement is true. */
export function expect(holds: boolean, statement: string): asserts holds {
  if (!holds) throw new Failed(statement);
}

/** A binary, folders for it, and the transcript. */
export class Trial implements Disposable {
  readonly binary: string;
  readonly #print: (line: string) => void;
  /** For everything; its name has what paths may have. */
  readonly folder: string;
  #homes = 0;

  constructor(binary: string, print: (line: string) => void) {
    this.binary = binary;
    this.#print = print;
    const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "roles-" }));
    this.folder = join(root, "drums & näpse — 鼓 [1]");
    Deno.mkdirSync(this.folder);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(join(this.folder, ".."), { recursive: true });
  }

  /** Says something in the transcript. */
  say(text: string): void {
    this.#print(text);
  }

  /** An empty home folder. */
  home(): string {
    const home = join(this.folder, `home ${++this.#homes}`);
    Deno.mkdirSync(home);
    return home;
  }

  /** The command for a run. Its environment is empty but for what it cannot be without. */
  command(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    cwd = this.folder,
  ): Deno.Command {
    return new Deno.Command(this.binary, {
      args: [...args],
      cwd,
      clearEnv: true,
      env: { PATH: "", ...systemEnv(), ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  /**
   * Runs the binary, and writes the run into the transcript.
   *
   * @param home null for none.
   * @throws {Failed} if its exit status is another one than expected.
   */
  async run(
    home: string | null,
    args: readonly string[],
    { env = {}, cwd, code = 0 }: RunOptions = {},
  ): Promise<Run> {
    const { output, words } = await this.#output(
      this.command(
        args,
        { ...(home === null ? {} : homeEnv(home)), ...env },
        cwd,
      ),
    );
    const run = { code: output.code, ...words };
    this.#show(args, env, run);
    expect(
      run.code === code,
      `the exit status is ${run.code}, expected ${code}`,
    );
    return run;
  }

  async #output(command: Deno.Command) {
    const output = await command.output();
    const decoder = new TextDecoder();
    const words = {
      stdout: decoder.decode(output.stdout),
      stderr: decoder.decode(output.stderr),
    };
    return { output, words };
  }

  #show(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    { code, stdout, stderr }: Run,
  ): void {
    const quoted = args.map((word) =>
      /[^\w./=,:-]/.test(word) ? `'${word}'` : word
    );
    const set = Object.entries(env).map(([name, value]) =>
      `${name}='${this.#short(value)}' `
    );
    this.#print(
      `$ ${set.join("")}${basename(this.binary)} ${
        this.#short(quoted.join(" "))
      }`,
    );
    for (const text of [stderr, stdout]) {
      const lines = text.trimEnd().split("\n").filter((line) => line !== "");
      for (const line of lines.slice(0, SHOWN)) {
        const short = this.#short(line);
        const whole = short.length <= COLUMNS || short.startsWith("error:");
        this.#print(`  ${whole ? short : `${short.slice(0, COLUMNS)}…`}`);
      }
      if (lines.length > SHOWN) {
        this.#print(`  … ${lines.length - SHOWN} more lines`);
      }
    }
    if (code !== 0) this.#print(`  [exit status ${code}]`);
  }

  /** Without the long names of folders that differ from run to run. */
  #short(text: string): string {
    return text.replaceAll(this.folder, "~").replaceAll(ROOT, "");
  }
}

/** Where a home is said to be. */
export function homeEnv(home: string): Record<string, string> {
  return Deno.build.os === "windows"
    ? { USERPROFILE: home, LOCALAPPDATA: home }
    : { HOME: home };
}

/** What Windows starts no program without. */
function systemEnv(): Record<string, string> {
  if (Deno.build.os !== "windows") return {};
  const names = ["SystemRoot", "TEMP"];
  return Object.fromEntries(
    names.map((name) => [name, Deno.env.get(name) ?? ""]),
  );
}

/** Where the cache is, of a home. */
export function cacheOf(home: string): string {
  switch (Deno.build.os) {
    case "windows":
      return join(home, "roles");
    case "darwin":
      return join(home, "Library", "Caches", "roles");
    default:
      return join(home, ".cache", "roles");
  }
}

/** Names in a folder, sorted; none where there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  } catch {
    return [];
  }
}
