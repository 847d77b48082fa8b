/**
 * The seed's two files: the pools, and what led to each sample's role.
 *
 * @module
 */
import { join } from "node:path";
import type { RolesConfig } from "../config/schema.ts";
import type { SampleRecord } from "../types.ts";
import { AtomicFile } from "./atomic_file.ts";
import { type Output, type RunOutcome, writeJsonByEntry } from "./outputs.ts";

/**
 * Writes the pools file and the debug file into a folder, under the names of the configuration's `output`. They
 * appear together, when the run is over.
 */
export class SeedFiles implements Output {
  readonly #folder: string;
  readonly #names: RolesConfig["output"];
  readonly #samples: AtomicFile;
  #separator = "[";

  /** Makes the folder if there is none. */
  constructor(folder: string, names: RolesConfig["output"]) {
    this.#folder = folder;
    this.#names = names;
    Deno.mkdirSync(folder, { recursive: true });
    this.#samples = new AtomicFile(join(folder, names.per_sample_json));
  }

  record(record: SampleRecord): void {
    this.#samples.write(
      `${this.#separator}\n${JSON.stringify(debugEntry(record))}`,
    );
    this.#separator = ",";
  }

  end({ pools }: RunOutcome): void {
    this.#samples.write(this.#separator === "[" ? "[]\n" : "\n]\n");
    const files = [this.#samples];
    if (pools !== null) {
      const file = new AtomicFile(join(this.#folder, this.#names.pools_json));
      writeJsonByEntry(file, pools.asDict());
      file.write("\n");
      files.push(file);
    }
    for (const file of files) file.commit();
  }
}

function debugEntry(record: SampleRecord): Record<string, unknown> {
  const { sample_id, filepath, role, confidence } = record;
  const identity = { sample_id, filepath, role, confidence };
  if (record.error !== null) return { ...identity, error: record.error };
  return {
    ...identity,
    p_rule: record.scores.rule,
    p_clap: record.scores.clap,
    p_final: record.scores.final,
    rule_raw: record.rule_raw_scores,
    clap_sim: record.clap_similarities,
    features: record.features,
  };
}
