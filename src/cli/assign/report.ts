/**
 * `--report`: the contact sheet of a run.
 *
 * @module
 */
import type { AtomicFile } from "../../pipeline/atomic_file.ts";
import type { Output, RunOutcome } from "../../pipeline/outputs.ts";
import {
  type AssignedSample,
  assignedSampleOf,
  renderAssignReport,
} from "../../report/assign.ts";
import { fileSounds } from "../../report/file_sounds.ts";
import type { FailedSample, SampleRecord } from "../../types.ts";
import { fileFor } from "../write.ts";

/** What the page says about the run. */
export interface ReportFacts {
  readonly paths: readonly string[];
  readonly model: string | null;
  readonly configDigest: string;
  /** Whether the page carries its sounds. */
  readonly embedAudio: boolean;
}

/** Keeps what the page shows of each record; {@linkcode write} makes the page. */
export class ReportOutput implements Output {
  readonly #path: string;
  readonly #file: AtomicFile;
  readonly #facts: ReportFacts;
  readonly #records: (AssignedSample | FailedSample)[] = [];
  #outcome: RunOutcome | undefined;

  /** @throws {UsageError} if nothing can be written there. */
  constructor(path: string, facts: ReportFacts) {
    this.#path = path;
    this.#file = fileFor(path, "--report");
    this.#facts = facts;
  }

  record(record: SampleRecord): void {
    this.#records.push(assignedSampleOf(record));
  }

  end(outcome: RunOutcome): void {
    this.#outcome = outcome;
  }

  /** Writes the page, once the run has ended. */
  async write(): Promise<void> {
    const { embedAudio, ...facts } = this.#facts;
    this.#file.write(
      await renderAssignReport({
        ...facts,
        records: this.#records,
        pools: this.#outcome?.pools ?? null,
        sounds: fileSounds({ page: this.#path, embed: embedAudio }),
      }),
    );
    this.#file.commit();
  }
}
