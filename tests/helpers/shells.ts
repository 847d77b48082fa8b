/**
 * Real shells with a real terminal, and somebody who types.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "./sounds.ts";

const path = (name: string) =>
  fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** A program that can be started by name, or undefined. */
export function installed(name: string): string | undefined {
  return (Deno.env.get("PATH") ?? "").split(":")
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        return Deno.statSync(file).isFile;
      } catch {
        return false;
      }
    });
}

/**
 * A folder with two sounds' names and a folder, and a `roles` that completes for real but otherwise prints its
 * arguments, as `<a><b>`.
 */
export class Desk implements Disposable {
  readonly #folder = temporaryFolder();
  readonly work = join(this.#folder.path, "work");
  readonly #bin = join(this.#folder.path, "bin");

  constructor() {
    Deno.mkdirSync(join(this.work, "samples"), { recursive: true });
    Deno.writeTextFileSync(join(this.work, "my sound.wav"), "");
    Deno.writeTextFileSync(join(this.work, "labels.csv"), "");
    Deno.mkdirSync(this.#bin);
    const tool = `#!/bin/sh
case $1 in
complete | completions) exec '${Deno.execPath()}' run -q -P=roles '--config=${
      path("deno.json")
    }' '${path("main.ts")}' "$@" ;;
esac
printf '<%s>' "$@"
printf '\\n'
`;
    Deno.writeTextFileSync(join(this.#bin, "roles"), tool, { mode: 0o755 });
  }

  /** The environment of a shell: nothing of the user's but where programs and modules are. */
  get env(): Record<string, string> {
    const { denoDir } = JSON.parse(
      new TextDecoder().decode(
        new Deno.Command(Deno.execPath(), { args: ["info", "--json"] })
          .outputSync().stdout,
      ),
    );
    return {
      PATH: `${this.#bin}:${Deno.env.get("PATH")}`,
      HOME: this.#folder.path,
      TERM: "dumb",
      DENO_DIR: denoDir,
    };
  }

  /** The arguments of every `roles` that was run by what was typed into a shell, in order. */
  async type(shell: string, lines: readonly string[]): Promise<string[]> {
    const process = new Deno.Command("script", {
      args: ["-qec", shell, "/dev/null"],
      cwd: this.work,
      clearEnv: true,
      env: this.env,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const keyboard = process.stdin.getWriter();
    await keyboard.write(
      new TextEncoder().encode([...lines, "exit", ""].join("\n")),
    );
    await keyboard.close();
    const { stdout } = await process.output();
    return new TextDecoder().decode(stdout).split("\n")
      .map((line) => line.trimEnd())
      .filter((line) => /^<.*>$/.test(line));
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}
