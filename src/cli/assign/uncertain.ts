/**
 * `--uncertain`: the samples that a person should listen to.
 *
 * @module
 */
import type { Output, RunOutcome } from "../../pipeline/outputs.ts";
import { surestFirst } from "../../pool/order.ts";
import type { SampleRecord, SampleResult } from "../../types.ts";

/** Hands on the uncertain samples alone, least sure first, once all are known. */
export class UncertainOutput implements Output {
  readonly #inner: Output;
  readonly #uncertain: SampleResult[] = [];

  constructor(inner: Output) {
    this.#inner = inner;
  }

  record(record: SampleRecord): void {
    if (record.error === null && record.uncertain) this.#uncertain.push(record);
  }

  end(outcome: RunOutcome): void {
    this.#uncertain.sort((a, b) => surestFirst(b, a));
    for (const record of this.#uncertain) this.#inner.record(record);
    this.#inner.end(outcome);
  }
}
