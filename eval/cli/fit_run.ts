/**
 * `roles fit`.
 *
 * @module
 */
import * as v from "valibot";
import { type Cli, STATUS } from "../../src/cli/context.ts";
import {
  configOf,
  jobsOf,
  sayRulesOnly,
  sessionOf,
  warn,
} from "../../src/cli/inputs.ts";
import { count, harmless } from "../../src/cli/text.ts";
import { fileFor } from "../../src/cli/write.ts";
import { ConfigSchema } from "../../src/config/schema.ts";
import { configToYaml } from "../../src/config/show.ts";
import { UsageError } from "../../src/errors.ts";
import { ROLES } from "../../src/types.ts";
import { roleIndices } from "../compare.ts";
import { type FitResult, fitRules, type FitSample } from "../fit/rules.ts";
import { stratifiedGroupFolds } from "../folds.ts";
import { groupLabels } from "../groups.ts";
import type { FitFlags } from "./fit_command.ts";
import { evidenceOfLabels, labelledBy } from "./labelled.ts";

const DEFAULT_FOLDS = 5;
const MAX_FOLDS = 100;

export default async function fitCommand(
  this: Cli,
  flags: FitFlags,
  ...folders: string[]
): Promise<void> {
  const { terminal } = this;
  const resolved = await configOf(flags, terminal);
  const { config } = resolved;
  const wanted = flags.folds ?? DEFAULT_FOLDS;
  if (wanted < 2 || wanted > MAX_FOLDS) {
    throw new UsageError(
      `Cannot judge a fit on ${count(wanted, "fold")}: take 2 to ${MAX_FOLDS}`,
    );
  }
  const labelled = await labelledBy(flags, folders, terminal);
  const file = flags.write === undefined
    ? null
    : fileFor(flags.write, "--write");
  await using session = await sessionOf(config, flags, terminal);
  if (session.model === null) sayRulesOnly(terminal);
  const extracted = await evidenceOfLabels(labelled, {
    config,
    session,
    jobs: jobsOf(flags.jobs),
    terminal,
  });
  const read = labelled.labels.flatMap((label, i) => {
    const { evidence } = extracted[i]!;
    return evidence === null ? [] : [{ label, evidence }];
  });
  const labels = read.map(({ label }) => label);
  if (new Set(labels.map(({ role }) => role)).size < 2) {
    throw new UsageError(
      "Cannot fit to fewer than two roles: label sounds that differ",
    );
  }
  const grouping = groupLabels(labels, labelled.aliases);
  if (grouping.count < 2) {
    throw new UsageError(
      "Cannot fit to fewer than two packs: nothing would be left to judge the fit by",
    );
  }
  const folds = Math.min(wanted, grouping.count);
  const fold = stratifiedGroupFolds(
    roleIndices(labels.map(({ role }) => role)),
    grouping.ids,
    ROLES.length,
    folds,
  );
  const samples = read.map(({ label, evidence }, i): FitSample => ({
    evidence,
    role: label.role,
    weight: label.weight,
    group: grouping.ids[i]!,
    fold: fold[i]!,
  }));
  const fit = fitRules(samples, config, session.model?.scorer ?? null);
  if (!v.is(ConfigSchema, fit.config)) {
    throw new UsageError(
      `Cannot fit with dsp.tau_rule ${config.dsp.tau_rule}: the weights grow with it, beyond what a configuration ` +
        "may have; take a smaller one",
    );
  }
  const text = await configToYaml({ ...resolved, config: fit.config });
  terminal.err.write(
    `${count(samples.length, "sample")} in ${count(grouping.count, "pack")}, ` +
      `${folds} folds of packs\n${verdict(fit)}`,
  );
  if (grouping.note !== null) warn(terminal, grouping.note);
  if (file === null) terminal.out.write(text);
  else {
    file.write(text);
    file.commit();
    terminal.err.write(
      `wrote the fitted configuration to ${harmless(flags.write!)}\n`,
    );
  }
  if (read.length < extracted.length) this.process.exitCode = STATUS.FAILED;
}

/** What the fit gains on packs that had no part in it. */
function verdict({ before, after }: FitResult): string {
  const gain = after > before
    ? ""
    : "no gain on packs that had no part in the fit: keep the configuration as it was\n";
  return `macro F1 ${before.toFixed(3)} as configured, ${
    after.toFixed(3)
  } fitted (out of fold)\n${gain}`;
}
