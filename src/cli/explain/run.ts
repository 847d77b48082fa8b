/**
 * `roles explain`.
 *
 * @module
 */
import { explainEvidence, type Explanation } from "../../assign.ts";
import { extractAll } from "../../pipeline/extract.ts";
import { sampleIdOf } from "../../role_assigner.ts";
import type { FileError, Warning } from "../../types.ts";
import { type Cli, STATUS } from "../context.ts";
import { Failures } from "../failures.ts";
import { configOf, sayRulesOnly, sessionOf } from "../inputs.ts";
import type { ExplainFlags } from "./command.ts";
import { explanationText } from "./text.ts";

export default async function explain(
  this: Cli,
  flags: ExplainFlags,
  ...paths: string[]
): Promise<void> {
  const { terminal } = this;
  const { config } = await configOf(flags, terminal);
  const failures = new Failures(terminal);
  const json = flags.format === "json";
  await using session = await sessionOf(config, flags, terminal);
  if (session.model === null) sayRulesOnly(terminal);
  const files = paths.map((path) => ({ path, filepath: path, error: null }));
  const { model, store } = session;
  let i = 0;
  for await (
    const outcome of extractAll(files, { config, jobs: 1, model, store })
  ) {
    const path = outcome.file.filepath;
    failures.record(outcome);
    const result = outcome.error !== null ? null : {
      explanation: explainEvidence(
        outcome.evidence,
        config,
        model?.scorer ?? null,
      ),
      warnings: outcome.evidence.warnings,
    };
    if (json) {
      const entry = explanationJson(path, result, outcome.error);
      terminal.out.write(
        (i === 0 ? "[\n" : ",\n") + JSON.stringify(entry, null, 2),
      );
    } else if (result !== null) {
      if (i > 0) terminal.out.write("\n");
      terminal.out.write(
        explanationText(
          path,
          result.explanation,
          result.warnings,
          config,
          terminal.paint,
        ),
      );
    }
    i++;
  }
  if (json) terminal.out.write("\n]\n");
  failures.end();
  if (failures.count > 0) this.process.exitCode = STATUS.FAILED;
}

function explanationJson(
  filepath: string,
  result: { explanation: Explanation; warnings: readonly Warning[] } | null,
  error: FileError | null,
): Record<string, unknown> {
  const identity = { sample_id: sampleIdOf(filepath), filepath };
  if (result === null) return { ...identity, role: null, error };
  const { role, margin, confidence, uncertain, scores, features, ...rest } =
    result.explanation;
  const { runner_up, rule_raw_scores, terms, penalties, fused, guards } = rest;
  const { confidence_terms, clap_similarities, prompts, prototypes } = rest;
  return {
    ...identity,
    role,
    margin,
    confidence,
    confidence_terms,
    uncertain,
    runner_up,
    features,
    terms,
    penalties,
    rule_raw_scores,
    clap_similarities,
    prompts,
    prototypes,
    scores: { ...scores, fused },
    guards,
    warnings: result.warnings,
    error,
  };
}
