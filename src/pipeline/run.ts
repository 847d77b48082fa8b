/**
 * A whole run: files → evidence → roles → pools, told to the outputs as it goes.
 *
 * @module
 */
import { buildPools } from "../pool/build_pools.ts";
import { mapRoles } from "../types.ts";
import { Candidates } from "./candidates.ts";
import { extractAll, type ExtractOptions } from "./extract.ts";
import type { FileToRead } from "./extract_file.ts";
import type { Output, RunOutcome } from "./outputs.ts";
import { recordOf } from "./records.ts";
import type { ScanSummary } from "../files/scan.ts";

/** What a run is told. */
export interface RunOptions extends ExtractOptions {
  /** Whether to build pools. */
  readonly pools: boolean;
  /** What the scan that finds the files passes over. */
  readonly scanned: ScanSummary;
  readonly outputs: readonly Output[];
  /** Called after each record with the number of records so far. */
  readonly onProgress: (done: number) => void;
}

/**
 * Gives every file its role, in order. Memory is bounded but for what pools need of each sample.
 *
 * @throws {Error} if an output cannot be written; a file that cannot be read is a record, not an exception.
 */
export async function assignFiles(
  files: Iterable<FileToRead>,
  options: RunOptions,
): Promise<RunOutcome> {
  const { config, model, pools, scanned, outputs, onProgress } = options;
  const roles = mapRoles(() => 0);
  const candidates = new Candidates();
  let assigned = 0;
  let failed = 0;
  let uncertain = 0;
  for await (const extracted of extractAll(files, options)) {
    const record = recordOf(extracted, config, model?.scorer ?? null);
    for (const output of outputs) output.record(record);
    if (record.error === null) {
      assigned++;
      roles[record.role]++;
      if (record.uncertain) uncertain++;
      if (pools) candidates.add(record);
    } else failed++;
    onProgress(assigned + failed);
  }
  const outcome: RunOutcome = {
    pools: pools ? buildPools(candidates.all, config.pool) : null,
    summary: {
      files: assigned + failed,
      assigned,
      failed,
      uncertain,
      roles,
      skipped: Object.fromEntries([...scanned.skipped].sort()),
    },
  };
  for (const output of outputs) output.end(outcome);
  return outcome;
}
