/**
 * `roles doctor`.
 *
 * @module
 */
import { chosenDevice, examine } from "../../doctor/doctor.ts";
import {
  type Check,
  type Report,
  type Status,
  worst,
} from "../../doctor/report.ts";
import { type Cli, STATUS } from "../context.ts";
import { configOf } from "../inputs.ts";
import { harmless, pad, type Paint, type Style } from "../text.ts";
import type { DoctorFlags } from "./command.ts";

export default async function doctor(
  this: Cli,
  flags: DoctorFlags,
): Promise<void> {
  const { terminal } = this;
  const { device, ...configFlags } = flags;
  const { config } = await configOf(configFlags, terminal);
  const checks: Check[] = [];
  const looks = examine({
    config,
    device,
    onNext: (what) => terminal.status(`looking at ${what} …`),
  });
  for await (const check of looks) {
    checks.push(check);
    if (flags.format === "json") continue;
    for (const line of checkLines(check, terminal.paint)) {
      terminal.out.write(`${line}\n`);
    }
    // What comes next may end the process.
    terminal.flush();
  }
  terminal.status("");
  const report: Report = {
    status: worst(checks),
    device: device === undefined ? await chosenDevice(checks, config) : null,
    checks,
  };
  if (report.status === "fail") this.process.exitCode = STATUS.FAILED;
  terminal.out.write(
    flags.format === "json"
      ? JSON.stringify(report, null, 2) + "\n"
      : `${lastLine(report, config.clap.device)}\n`,
  );
}

const MARKS: Readonly<Record<Status, readonly [mark: string, style: Style]>> = {
  ok: ["ok", "green"],
  note: ["note", "dim"],
  warn: ["warn", "yellow"],
  fail: ["FAIL", "red"],
};

const MARK_WIDTH = 4;

function checkLines(check: Check, paint: Paint): string[] {
  const [mark, style] = MARKS[check.status];
  const line = `${paint(style, pad(mark, MARK_WIDTH))}  ${
    paint("bold", harmless(check.name))
  }: ${harmless(check.message)}`;
  if (check.advice === null) return [line];
  return [line, `${" ".repeat(MARK_WIDTH)}  → ${harmless(check.advice)}`];
}

const LAST_WORDS: Readonly<Record<Status, string>> = {
  ok: "All is well",
  note: "All is well",
  warn: "It works; see what is marked warn",
  fail: "Something is amiss: see what is marked FAIL",
};

function lastLine({ status, device }: Report, choice: string): string {
  const where = device === null ? "" : `; --device ${choice} takes ${device}`;
  return `\n${LAST_WORDS[status]}${choice === device ? "" : where}`;
}
