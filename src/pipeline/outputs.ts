/**
 * The output formats of a run for programs: JSON, JSON Lines, CSV. Each writes a record as it comes.
 *
 * @module
 */
import type { PoolCandidate, RolePools } from "../pool/build_pools.ts";
import {
  FEATURE_NAMES,
  type Role,
  ROLES,
  type SampleRecord,
} from "../types.ts";
import { recordToJson } from "./records.ts";
import type { TextWriter } from "./text_writer.ts";

/** How many of what a run has met. */
export interface RunSummary {
  /** Files looked at: assigned and failed. */
  readonly files: number;
  readonly assigned: number;
  readonly failed: number;
  /** Assigned, but with a margin under `fusion.confidence_margin_threshold`. */
  readonly uncertain: number;
  readonly roles: Readonly<Record<Role, number>>;
  /** Files left alone, by the reason or type that the scan gives. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** What there is to say once every file has its record. */
export interface RunOutcome {
  /** Null where no pools were asked for. */
  readonly pools: RolePools<PoolCandidate> | null;
  readonly summary: RunSummary;
}

/** Something that is told every record in order, then the outcome. */
export interface Output {
  record(record: SampleRecord): void;
  end(outcome: RunOutcome): void;
}

/** One record a line. */
export class JsonLinesOutput implements Output {
  readonly #to: TextWriter;
  readonly #debug: boolean;

  constructor(to: TextWriter, debug: boolean) {
    this.#to = to;
    this.#debug = debug;
  }

  record(record: SampleRecord): void {
    this.#to.write(JSON.stringify(recordToJson(record, this.#debug)) + "\n");
  }

  end(): void {}
}

/** One object: `{"samples": […], "pools": …, "summary": …}`. */
export class JsonOutput implements Output {
  readonly #to: TextWriter;
  readonly #debug: boolean;
  #separator = "";

  constructor(to: TextWriter, debug: boolean) {
    this.#to = to;
    this.#debug = debug;
    this.#to.write('{"samples": [');
  }

  record(record: SampleRecord): void {
    const text = JSON.stringify(recordToJson(record, this.#debug));
    this.#to.write(`${this.#separator}\n${text}`);
    this.#separator = ",";
  }

  end({ pools, summary }: RunOutcome): void {
    this.#to.write('\n],\n"pools": ');
    if (pools === null) this.#to.write("null");
    else writeJsonByEntry(this.#to, pools.asDict());
    this.#to.write(`,\n"summary": ${JSON.stringify(summary)}}\n`);
  }
}

/** Writes an object with its lists one entry a line: readable, and never one huge string. */
export function writeJsonByEntry(
  to: TextWriter,
  object: object,
): void {
  to.write("{");
  let separator = "\n";
  for (const [key, value] of Object.entries(object)) {
    to.write(`${separator}${JSON.stringify(key)}: `);
    separator = ",\n";
    if (!Array.isArray(value) || value.length === 0) {
      to.write(JSON.stringify(value));
      continue;
    }
    value.forEach((entry, i) => {
      to.write(`${i === 0 ? "[\n" : ",\n"}  ${JSON.stringify(entry)}`);
    });
    to.write("\n]");
  }
  to.write("\n}");
}

/** One row a file that has a role. A labels file for `roles eval`; so files that failed have no row. */
export class CsvOutput implements Output {
  readonly #to: TextWriter;
  readonly #debug: boolean;

  constructor(to: TextWriter, debug: boolean) {
    this.#to = to;
    this.#debug = debug;
    this.#to.write(csvRow([
      "path",
      "role",
      "confidence",
      "margin",
      "uncertain",
      "runner_up",
      ...ROLES.map((role) => `p_${role}`),
      "warnings",
      ...(debug ? FEATURE_NAMES : []),
    ]));
  }

  record(record: SampleRecord): void {
    if (record.error !== null) return;
    const { final } = record.scores;
    this.#to.write(csvRow([
      record.filepath,
      record.role,
      record.confidence,
      record.margin,
      record.uncertain,
      final.second()[0],
      ...final.values,
      record.warnings.map(({ code }) => code).join(" "),
      ...(this.#debug
        ? FEATURE_NAMES.map((name) => record.features[name])
        : []),
    ]));
  }

  end(): void {}
}

/** One line of CSV (RFC 4180, but lines end in LF). */
export function csvRow(
  fields: readonly (string | number | boolean)[],
): string {
  return fields.map((field) => {
    const text = String(field);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }).join(",") + "\n";
}
