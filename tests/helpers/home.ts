/**
 * The tool in a home folder of its own: what it leaves there can be seen, and nothing of the user's is.
 */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import type { CliResult } from "./cli.ts";
import { hat, kick, snare, temporaryFolder, wav } from "./sounds.ts";

const ROOT = new URL("../../", import.meta.url);

/** The small model of the repository. */
export const TINY = fileURLToPath(new URL("tests/data/clap-tiny", ROOT));

/** What a run with the small model says on stderr if it had to start it, and nothing more. */
export function isQuietWithTiny(stderr: string): boolean {
  return stderr === "" ||
    (stderr.startsWith(`${TINY} runs on `) &&
      stderr.indexOf("\n") === stderr.length - 1);
}

/** Where Deno keeps modules: not to be looked for in the new home. */
const DENO_DIR: string = JSON.parse(
  new TextDecoder().decode(
    new Deno.Command(Deno.execPath(), { args: ["info", "--json"] })
      .outputSync().stdout,
  ),
).denoDir;

/** A variable of this process that another one needs on some systems. */
const kept = (name: string) => {
  const value = Deno.env.get(name);
  return value === undefined ? {} : { [name]: value };
};

/** Which of deno.json's permission sets a run has. */
export type PermissionSet = "roles" | "pull";

/** A home folder, a folder for temporary files, and a folder to work in; all empty at first. */
export class Home implements Disposable {
  readonly #folder = temporaryFolder();
  readonly home = join(this.#folder.path, "home");
  readonly tmp = join(this.#folder.path, "tmp");
  /** Where commands run. */
  readonly work = join(this.#folder.path, "work");

  constructor() {
    for (const path of [this.home, this.tmp, this.work]) Deno.mkdirSync(path);
  }

  /** A command that runs the tool in the work folder. */
  command(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    permissions: PermissionSet = "roles",
  ): Deno.Command {
    const at = (name: string) => fileURLToPath(new URL(name, ROOT));
    return this.deno([
      "run",
      "-q",
      `-P=${permissions}`,
      `--config=${at("deno.json")}`,
      at("main.ts"),
      ...args,
    ], env);
  }

  /** A command that runs Deno in the work folder. */
  deno(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Deno.Command {
    return this.#command(Deno.execPath(), args, env);
  }

  /** Runs lines of a shell in the work folder, where `roles` is the tool. */
  async shell(lines: string): Promise<CliResult> {
    const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
    const at = (name: string) => quoted(fileURLToPath(new URL(name, ROOT)));
    const roles = `${quoted(Deno.execPath())} run -q -P=roles --config=${
      at("deno.json")
    } ${at("main.ts")}`;
    const script = `roles() { ${roles} "$@"; }\n${lines}`;
    return resultOf(await this.#command("sh", ["-ec", script], {}).output());
  }

  #command(
    name: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Deno.Command {
    return new Deno.Command(name, {
      args: [...args],
      cwd: this.work,
      clearEnv: true,
      env: {
        DENO_DIR,
        HOME: this.home,
        TMPDIR: this.tmp,
        NO_COLOR: "1",
        ...kept("PATH"),
        ...kept("SYSTEMROOT"),
        ...env,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  /** Runs the tool to its end. */
  async roles(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    permissions: PermissionSet = "roles",
  ): Promise<CliResult> {
    return resultOf(await this.command(args, env, permissions).output());
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

function resultOf(
  { code, stdout, stderr }: Deno.CommandOutput,
): CliResult {
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Paths of all files below a folder, relative to it, sorted. */
export function filesBelow(folder: string): string[] {
  const found: string[] = [];
  const walk = (below: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(join(folder, below))) {
      const path = below === "" ? name : `${below}/${name}`;
      if (isDirectory) walk(path);
      else found.push(path);
    }
  };
  walk("");
  return found.sort();
}

/**
 * The rows of evidence in a cache: the key of each by its number. Evidence that is worked out again gets a new
 * number, as it replaces its row.
 */
export function evidenceRows(cacheFolder: string): Map<number, string> {
  const db = new DatabaseSync(join(cacheFolder, "evidence.sqlite"));
  try {
    const rows = db.prepare("SELECT rowid, hex(key) AS key FROM evidence")
      .all();
    return new Map(
      rows.map((row) => [Number(row["rowid"]), String(row["key"])]),
    );
  } finally {
    db.close();
  }
}

/** Writes so many short drum sounds into a folder, each different from all others. */
export function writeSounds(folder: string, count: number): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    const sound = [kick(40 + i), snare(i), hat(i)][i % 3]!;
    Deno.writeFileSync(join(folder, `${1000 + i}.wav`), wav(sound));
  }
}
