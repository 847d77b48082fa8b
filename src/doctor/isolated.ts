/**
 * A probe in a process of its own: a driver that crashes takes that one with it, and no more.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import type { Device } from "../clap/devices.ts";
import { NOTHING, type Probe } from "./probe.ts";
import { type CheckOf, ReportSchema } from "./report.ts";

/** A program and what it is given. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * The command that runs this tool once more; null where it may not be run, or is not to be found.
 *
 * From source the new process has the permissions of the set `roles`, whatever this one has.
 */
export function ownCommand(args: readonly string[]): Command | null {
  const path = Deno.execPath();
  // Where a permission names `deno`, that is the one of the PATH.
  const program = [path, "deno"].find((command) =>
    Deno.permissions.querySync({ name: "run", command }).state === "granted"
  );
  if (program === undefined) return null;
  if (Deno.build.standalone) return { program: path, args };
  const at = (name: string) => new URL(`../../${name}`, import.meta.url);
  if (at("main.ts").protocol !== "file:") return null;
  return {
    program,
    args: [
      ...["run", "-q", "--no-prompt", "-P=roles"],
      `--config=${fileURLToPath(at("deno.json"))}`,
      fileURLToPath(at("main.ts")),
      ...args,
    ],
  };
}

/**
 * Probes a device by a command that prints a report.
 *
 * @returns null if the command cannot be started, or is not what it should be.
 */
export async function probeIsolated(
  device: Device,
  { program, args }: Command,
  limitMs: number,
): Promise<Probe | null> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch {
    // Deno asks for more where the loader's variables are set (LD_LIBRARY_PATH).
    return null;
  }
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, limitMs);
  const { stdout, signal, code } = await child.output();
  clearTimeout(timer);
  if (late) return failed(`it did not answer in ${limitMs / 1000} s`);
  if (signal !== null) return failed(`its process ended with ${signal}`);
  // Windows has no signals: its exceptions are statuses.
  const status = code >>> 0;
  if (status >= 0xc0000000) {
    return failed(`its process ended with exception 0x${status.toString(16)}`);
  }
  const check = deviceCheck(new TextDecoder().decode(stdout), device);
  if (check === null) return null;
  const { started: _, isolated: __, ...data } = check.data;
  return { ...data, stuck: false };
}

function failed(problem: string): Probe {
  return { ...NOTHING, problem, stuck: true };
}

function deviceCheck(text: string, device: Device): CheckOf<"device"> | null {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    return null;
  }
  if (!v.is(ReportSchema, report)) return null;
  const check = report.checks.find((check) =>
    check.kind === "device" && check.name === device
  );
  return check?.kind === "device" ? check : null;
}
