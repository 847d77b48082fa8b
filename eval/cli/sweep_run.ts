/**
 * `roles sweep`.
 *
 * @module
 */
import { type Cli, STATUS } from "../../src/cli/context.ts";
import { configOf, jobsOf, sayRulesOnly } from "../../src/cli/inputs.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { harmless } from "../../src/cli/text.ts";
import { configDigest } from "../../src/config/digest.ts";
import { sweepCsv } from "../formats/csv.ts";
import { keysText, sweepText } from "../formats/sweep_text.ts";
import { checkAxes, parseAxis } from "../sweep/axes.ts";
import { chosenConfigYaml } from "../sweep/chosen_config.ts";
import type { LoadedEvidence } from "../sweep/evidence_sets.ts";
import { sweepKeys } from "../sweep/keys.ts";
import type { SweepResult } from "../sweep/result.ts";
import { sweep } from "../sweep/sweep.ts";
import { isFolder } from "./labelled.ts";
import { labelledSounds } from "./labelled_evidence.ts";
import type { SweepFlags } from "./sweep_command.ts";
import { fileFor } from "../../src/cli/write.ts";

export default async function sweepCommand(
  this: Cli,
  flags: SweepFlags,
  ...given: string[]
): Promise<void> {
  const { terminal } = this;
  const resolved = await configOf(flags, terminal);
  const { config } = resolved;
  const keys = sweepKeys(config);
  if (flags.keys) {
    terminal.out.write(keysText(keys, terminal.paint));
    return;
  }
  const folders = given.filter(isFolder);
  const axes = given.filter((argument) => !folders.includes(argument))
    .map((argument) => parseAxis(argument, keys));
  const hasModel = config.clap.model_id !== "none";
  checkAxes(axes, {
    hasModel,
    reExtract: flags.reExtract ?? false,
  });
  const { labelled, read } = await labelledSounds(flags, folders, terminal);
  const jobs = jobsOf(flags.jobs);
  const page = flags.report === undefined
    ? null
    : fileFor(flags.report, "--report");
  const file = flags.write === undefined
    ? null
    : fileFor(flags.write, "--write");
  if (!hasModel) sayRulesOnly(terminal);
  const result = await sweep({
    config,
    configDigest: await configDigest(config),
    model: hasModel ? config.clap.model_id : null,
    axes,
    draws: flags.draws,
    labels: labelled.labels,
    aliases: labelled.aliases,
    metric: flags.metric,
    folds: flags.folds,
    seed: flags.seed,
    jobs,
    async load(config, promptNames): Promise<LoadedEvidence> {
      const { extracted, prompts } = await read(config, promptNames);
      return {
        evidence: extracted.map(({ evidence }) => evidence),
        prompts,
      };
    },
    onProgress: (done, total) => terminal.status(`${done} of ${total} points`),
  });
  terminal.status("");
  terminal.out.write(printed(result, flags.format, terminal));
  if (page !== null) {
    const { renderSweepReport } = await import("../report/sweep_page.ts");
    page.write(await renderSweepReport(result, { labels: labelled.source }));
    page.commit();
    terminal.err.write(`wrote the page ${harmless(flags.report!)}\n`);
  }
  if (file !== null) {
    file.write(await chosenConfigYaml(resolved, result, "one_se"));
    file.commit();
    terminal.err.write(
      `wrote the one-standard-error choice to ${harmless(flags.write!)}\n`,
    );
  }
  if (result.failed > 0) this.process.exitCode = STATUS.FAILED;
}

function printed(
  result: SweepResult,
  format: SweepFlags["format"],
  { paint }: Terminal,
): string {
  switch (format) {
    case "table":
      return sweepText(result, { paint });
    case "json":
      return JSON.stringify(result, null, 2) + "\n";
    case "csv":
      return sweepCsv(result);
  }
}
