/**
 * Runs the tool as people do: a process with the permissions of `deno task roles`, seen from outside.
 */
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);

/** What a run left. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Leaves the decision to the rules: fast, and whichever model the default configuration names. */
export const RULES = "--model=none";

/** The command that runs the tool with these arguments. */
export function rolesCommand(
  args: readonly string[],
  options: Deno.CommandOptions = {},
): Deno.Command {
  const main = fileURLToPath(new URL("main.ts", ROOT));
  const config = fileURLToPath(new URL("deno.json", ROOT));
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-P=roles", `--config=${config}`, main, ...args],
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
    ...options,
  });
}

/** Runs the tool to its end. */
export async function roles(
  args: readonly string[],
  options: { readonly cwd?: string; readonly stdin?: string } = {},
): Promise<CliResult> {
  const { stdin, ...rest } = options;
  const process = rolesCommand(args, {
    ...rest,
    stdin: stdin === undefined ? "null" : "piped",
  }).spawn();
  if (stdin !== undefined) {
    const writer = process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

/** A record as JSON has it. */
export interface JsonRecord {
  readonly sample_id: string;
  readonly filepath: string;
  readonly role: string | null;
  readonly margin: number;
  readonly confidence: number;
  readonly uncertain: boolean;
  readonly scores: {
    readonly rule: Record<string, number>;
    readonly clap: null;
    readonly final: Record<string, number>;
  };
  readonly features: Record<string, number>;
  readonly warnings: readonly { readonly code: string }[];
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly byte_offset: number | null;
  } | null;
}

/** The records of JSON Lines. */
export function jsonLines(text: string): JsonRecord[] {
  return text.split("\n").filter((line) => line !== "").map((line) =>
    JSON.parse(line)
  );
}
