/**
 * Where a compiled `roles` unpacks the model's runtime, and what becomes of it where that cannot be.
 *
 * @module
 */
import { join } from "node:path";
import {
  cacheOf,
  expect,
  homeEnv,
  namesIn,
  type Run,
  type Trial,
} from "./trial.ts";
import { type Case, KIT, Skipped } from "./smoke_use.ts";

const SOUND = `${KIT}/drums/kick_808.wav`;
const ASSIGN = ["assign", SOUND, "--no-cache", "--format", "csv"];
const RULES = [...ASSIGN, "--model", "none"];

/** The folder of the runtime's libraries in a cache. */
function runtimeIn(cache: string): string {
  const names = namesIn(cache).filter((name) => /-[0-9a-f]{8}$/.test(name));
  expect(names.length === 1, "the runtime is unpacked into one folder");
  return join(cache, names[0]!);
}

/** An error is one line that says what to do. */
function expectOneLine({ stderr }: Run): void {
  const errors = stderr.split("\n").filter((line) => line.startsWith("error:"));
  expect(errors.length === 1, "one line says what is wrong");
  expect(/ROLES_CACHE|--model none/.test(errors[0]!), "it says what to do");
  expect(!/\n\s+at /.test(stderr), "no stack trace");
}

/** No half-unpacked file, and no temporary folder. */
function expectTidy(folder: string, temporary: string): void {
  const parts = namesIn(folder).filter((name) => name.startsWith(".part-"));
  expect(parts.length === 0, "nothing half-unpacked is left");
  const left = namesIn(temporary).filter((name) => name.startsWith("roles-"));
  expect(left.length === 0, "no temporary folder is left");
}

function notOnWindows(): void {
  if (Deno.build.os === "windows") throw new Skipped("not on Windows");
}

export const PLACES: readonly Case[] = [
  {
    name:
      "the runtime is unpacked once, mended when it is spoilt, and an older one beside it stays",
    model: true,
    async run(trial) {
      const home = trial.home();
      const older = join(cacheOf(home), "onnxruntime-1.0.0-linux-x64-0000000");
      Deno.mkdirSync(older, { recursive: true });
      const first = await trial.run(home, ASSIGN);
      const folder = runtimeIn(cacheOf(home));
      const files = namesIn(folder).map((name) => join(folder, name));
      const times = () => files.map((file) => `${Deno.statSync(file).mtime}`);
      const before = times().join();
      await trial.run(home, ASSIGN);
      expect(times().join() === before, "the second run unpacks nothing");
      if (Deno.build.os !== "windows") {
        const { mode } = Deno.statSync(folder);
        expect((mode! & 0o077) === 0, "nobody else can write there");
      }
      for (const file of files) Deno.truncateSync(file, 1000);
      const part = join(folder, ".part-killed");
      Deno.writeTextFileSync(part, "");
      Deno.utimeSync(part, 0, 0);
      const mended = await trial.run(home, ASSIGN);
      expect(mended.stdout === first.stdout, "what was spoilt is mended");
      expect(namesIn(cacheOf(home)).length === 2, "the older one is there");
      expectTidy(folder, home);
    },
  },
  {
    name: "two start at once in an empty home",
    model: true,
    async run(trial) {
      const home = trial.home();
      const runs = await Promise.all(
        [1, 2, 3].map(() => trial.run(home, ASSIGN)),
      );
      expect(
        runs.every(({ stdout }) => stdout === runs[0]!.stdout),
        "all say the same",
      );
      expectTidy(runtimeIn(cacheOf(home)), home);
    },
  },
  {
    name: "no home at all",
    model: true,
    async run(trial) {
      notOnWindows();
      const temporary = trial.home();
      await trial.run(null, ASSIGN, { env: { TMPDIR: temporary } });
      expectTidy(temporary, temporary);
    },
  },
  {
    name: "a home that cannot be written",
    model: true,
    async run(trial) {
      notOnWindows();
      const temporary = trial.home();
      // Below a file there can be no folder, not even root's.
      const home = join(trial.folder, "labels.csv", "home");
      await trial.run(home, ASSIGN, { env: { TMPDIR: temporary } });
      expectTidy(temporary, temporary);
    },
  },
  {
    name: "nowhere to write: one line; the rules alone need nothing",
    model: true,
    async run(trial) {
      notOnWindows();
      const nowhere = join(trial.folder, "labels.csv", "home");
      const env = { TMPDIR: nowhere };
      expectOneLine(await trial.run(nowhere, ASSIGN, { env, code: 2 }));
      const { stdout } = await trial.run(nowhere, RULES, { env });
      expect(stdout.startsWith("path,role"), "there are roles");
    },
  },
  {
    name: "a full disk: one line, and nothing half-unpacked stays",
    model: true,
    async run(trial) {
      await using disk = await mount(trial, "size=20m");
      const env = { ROLES_CACHE: join(disk.path, "cache"), TMPDIR: disk.path };
      const run = await trial.run(trial.home(), ASSIGN, { env, code: 2 });
      expectOneLine(run);
      expectTidy(runtimeIn(env.ROLES_CACHE), disk.path);
    },
  },
  {
    name: "a cache from which nothing may be loaded",
    model: true,
    async run(trial) {
      await using disk = await mount(trial, "noexec,size=200m");
      const temporary = trial.home();
      const env = { ROLES_CACHE: disk.path, TMPDIR: temporary };
      await trial.run(trial.home(), ASSIGN, { env });
      expectTidy(disk.path, temporary);
    },
  },
  {
    name: "Ctrl-C",
    model: true,
    async run(trial) {
      notOnWindows();
      const home = trial.home();
      const env = { ...homeEnv(home), TMPDIR: home };
      using child = new Child(
        trial.command(["assign", KIT, "--out", "out-stopped"], env).spawn(),
      );
      // It has begun once the cache is there.
      while (namesIn(cacheOf(home)).length === 0) await child.moment();
      child.process.kill("SIGINT");
      const { code } = await child.process.status;
      trial.say(`$ roles assign ${KIT} --out out-stopped, then Ctrl-C`);
      trial.say(`  [exit status ${code}]`);
      expect(code === 130, "the exit status is that of an interrupt");
      await trial.run(home, ASSIGN);
    },
  },
];

/** A process that ends with the case. */
class Child implements Disposable {
  #ended = false;

  constructor(readonly process: Deno.ChildProcess) {
    process.status.then(() => this.#ended = true);
    process.stdout.cancel();
    process.stderr.cancel();
  }

  /** Lets it go on for a moment. */
  async moment(): Promise<void> {
    expect(!this.#ended, "it runs until it is stopped");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }

  [Symbol.dispose](): void {
    if (!this.#ended) this.process.kill("SIGKILL");
  }
}

/**
 * A file system in memory.
 *
 * @throws {Skipped} where none can be made.
 */
async function mount(
  trial: Trial,
  options: string,
): Promise<AsyncDisposable & { readonly path: string }> {
  const path = trial.home();
  const run = (program: string, ...args: string[]) =>
    new Deno.Command(program, { args, stderr: "null" }).output()
      .then(({ success }) => success, () => false);
  if (
    Deno.build.os !== "linux" ||
    !await run("mount", "-t", "tmpfs", "-o", options, "roles", path)
  ) throw new Skipped("needs Linux, and root to make a file system in memory");
  return {
    path,
    async [Symbol.asyncDispose]() {
      await run("umount", path);
    },
  };
}
