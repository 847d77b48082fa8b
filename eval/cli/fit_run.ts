/**
 * `roles fit`.
 *
 * @module
 */
import type { Cli } from "../../src/cli/context.ts";
import { configOf, jobsOf, sessionOf } from "../../src/cli/inputs.ts";
import { configToYaml } from "../../src/config/show.ts";
import { UsageError } from "../../src/errors.ts";
import { ROLES } from "../../src/types.ts";
import { roleIndices } from "../compare.ts";
import { fitRules, type FitSample } from "../fit/rules.ts";
import { stratifiedGroupFolds } from "../folds.ts";
import { groupLabels } from "../groups.ts";
import type { FitFlags } from "./fit_command.ts";
import { evidenceOfLabels, labelledBy } from "./labelled.ts";
import { writeText } from "../../src/cli/write.ts";

const DEFAULT_FOLDS = 5;

export default async function fitCommand(
  this: Cli,
  flags: FitFlags,
  ...folders: string[]
): Promise<void> {
  const { terminal } = this;
  const resolved = await configOf(flags, terminal);
  const { config } = resolved;
  const labelled = await labelledBy(flags, folders, terminal);
  await using session = await sessionOf(config, flags, terminal);
  const jobs = jobsOf(flags.jobs);
  const extracted = await evidenceOfLabels(labelled, {
    config,
    session,
    jobs,
    terminal,
  });
  const read = labelled.labels.flatMap((label, i) => {
    const { evidence } = extracted[i]!;
    return evidence === null ? [] : [{ label, evidence }];
  });
  const labels = read.map(({ label }) => label);
  const grouping = groupLabels(labels, labelled.aliases);
  const folds = Math.min(flags.folds ?? DEFAULT_FOLDS, grouping.count);
  if (folds < 2) {
    throw new UsageError(
      "Cannot fit to fewer than two packs: nothing would be left to judge the fit by",
    );
  }
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
  terminal.err.write(
    `${samples.length} samples in ${grouping.count} packs, ${folds} folds of packs\n` +
      `macro F1 ${fit.before.toFixed(3)} as configured, ${
        fit.after.toFixed(3)
      } fitted (out of fold)\n`,
  );
  const text = await configToYaml({ ...resolved, config: fit.config }, {
    origins: false,
  });
  if (flags.write === undefined) terminal.out.write(text);
  else {
    writeText(flags.write, "--write", text);
    terminal.err.write(`wrote the fitted configuration to ${flags.write}\n`);
  }
}
