/**
 * The table of `roles assign`: one line a sample, under its folder; then pools and counts.
 *
 * @module
 */
import type { PoolConfig } from "../../config/schema.ts";
import type { Output, RunOutcome } from "../../pipeline/outputs.ts";
import type { SampleRecord } from "../../types.ts";
import { ROLE_STYLE, ROLE_WIDTH } from "../roles.ts";
import type { Terminal } from "../terminal.ts";
import { bar, harmless, pad, type Paint, shorten } from "../text.ts";
import { poolLines, summaryLines } from "./summary.ts";

/** Widths of columns, in characters. */
const CONFIDENCE = 4;
const BAR = 10;
const RUNNER_UP = ROLE_WIDTH + 1 + CONFIDENCE;

/** Narrower names say nothing. */
const NARROWEST_NAME = 10;
/** Wider name columns put the role too far from the name. */
const WIDEST_NAME = 48;

/** Mark of an uncertain sample. */
const UNCERTAIN = "?";

/** What fits into the columns that there are. */
interface Layout {
  readonly name: number;
  readonly bar: boolean;
  readonly runnerUp: boolean;
}

/** The widest layout for a number of columns: first the bar goes, then the runner-up. */
function layoutFor(columns: number): Layout {
  // Two columns stand before each cell; the mark and its space belong to the confidence.
  const fixed = 2 + 2 + ROLE_WIDTH + 2 + 2 + CONFIDENCE;
  for (const [bar, runnerUp] of [[1, 1], [0, 1], [0, 0]] as const) {
    const name = columns - fixed -
      bar * (BAR + 2) - runnerUp * (RUNNER_UP + 2);
    if (name >= (runnerUp ? 20 : NARROWEST_NAME)) {
      return {
        name: Math.min(name, WIDEST_NAME),
        bar: bar === 1,
        runnerUp: runnerUp === 1,
      };
    }
  }
  return { name: NARROWEST_NAME, bar: false, runnerUp: false };
}

/** Prints records as they come. */
export class TableOutput implements Output {
  readonly #terminal: Terminal;
  readonly #layout: Layout;
  readonly #paint: Paint;
  readonly #poolConfig: PoolConfig;
  #folder: string | null = null;
  #empty = true;

  constructor(terminal: Terminal, poolConfig: PoolConfig) {
    this.#terminal = terminal;
    this.#paint = terminal.paint;
    this.#layout = layoutFor(terminal.columns);
    this.#poolConfig = poolConfig;
  }

  record(record: SampleRecord): void {
    if (this.#empty) this.#heading();
    const slash = record.filepath.lastIndexOf("/");
    const folder = record.filepath.slice(0, Math.max(slash, 0));
    if (folder !== this.#folder) {
      this.#folder = folder;
      if (folder !== "") {
        this.#line(this.#paint("bold", harmless(folder) + "/"));
      }
    }
    const name = harmless(record.filepath.slice(slash + 1));
    const { name: width } = this.#layout;
    const cell = pad(
      this.#terminal.narrow ? shorten(name, width) : name,
      width,
    );
    this.#line(
      `  ${cell}  ${
        record.error === null
          ? this.#row(record)
          : this.#paint("red", `cannot be read: ${record.error.code}`)
      }`,
    );
  }

  end({ pools, summary }: RunOutcome): void {
    if (summary.files === 0) return;
    if (pools !== null && summary.assigned > 0) {
      this.#paragraph(poolLines(pools, this.#poolConfig, this.#paint));
    }
    this.#paragraph(summaryLines(summary, this.#paint));
  }

  #paragraph(lines: readonly string[]): void {
    for (const line of ["", ...lines]) this.#line(line);
  }

  #heading(): void {
    this.#empty = false;
    const { name, bar, runnerUp } = this.#layout;
    const cells = [
      pad("file", name),
      pad("role", ROLE_WIDTH),
      pad(bar ? "confidence" : "conf", (bar ? BAR + 2 : 0) + CONFIDENCE + 2),
      runnerUp ? "runner-up" : "",
    ];
    this.#line(this.#paint("dim", `  ${cells.join("  ").trimEnd()}`));
  }

  #row(record: Extract<SampleRecord, { error: null }>): string {
    const { role, confidence, uncertain, scores } = record;
    const [second, score] = scores.final.second();
    const cells = [
      this.#paint(ROLE_STYLE[role], pad(role, ROLE_WIDTH)),
      (uncertain ? this.#paint("yellow", UNCERTAIN) : " ") + " " +
      confidence.toFixed(2),
    ];
    if (this.#layout.bar) cells.push(pad(bar(confidence, BAR), BAR));
    if (this.#layout.runnerUp) {
      cells.push(
        this.#paint("dim", `${pad(second, ROLE_WIDTH)} ${score.toFixed(2)}`),
      );
    }
    return cells.join("  ");
  }

  #line(text: string): void {
    this.#terminal.out.write(`${text}\n`);
  }
}
