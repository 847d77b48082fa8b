/**
 * `roles fit`.
 *
 * @module
 */
import * as v from "valibot";
import { type Cli, STATUS } from "../../src/cli/context.ts";
import { configOf, sayRulesOnly, warn } from "../../src/cli/inputs.ts";
import { count, harmless } from "../../src/cli/text.ts";
import { fileFor } from "../../src/cli/write.ts";
import { ConfigSchema } from "../../src/config/schema.ts";
import { configToYaml } from "../../src/config/show.ts";
import { UsageError } from "../../src/errors.ts";
import { fit } from "../fit/fit.ts";
import { fitSamples, type ReadLabel } from "../fit/from_labels.ts";
import { fitText } from "../formats/fit_text.ts";
import type { FitFlags } from "./fit_command.ts";
import { type LabelledSounds, labelledSounds } from "./labelled_evidence.ts";

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
  const sounds = await labelledSounds(flags, folders, terminal);
  const file = flags.write === undefined
    ? null
    : fileFor(flags.write, "--write");
  if (config.clap.model_id === "none") sayRulesOnly(terminal);
  const { extracted, prompts } = await sounds.read(config);
  const read = readLabels(sounds, extracted.map(({ evidence }) => evidence));
  const { samples, grouping, folds } = fitSamples(
    read,
    sounds.labelled.aliases,
    wanted,
  );
  const result = fit(
    samples,
    config,
    prompts?.get(config.clap.prompts) ?? null,
  );
  if (!v.is(ConfigSchema, result.config)) {
    throw new UsageError(
      `Cannot fit with dsp.tau_rule ${config.dsp.tau_rule}: it, or the weights that grow with it, would be beyond what ` +
        "a configuration may have; take another one",
    );
  }
  terminal.err.write(fitText(result, {
    config,
    packs: new Set(result.judged.map(({ group }) => group)).size,
    folds,
    draws: flags.seed === undefined ? {} : { seed: flags.seed },
    paint: terminal.paintErr,
  }));
  if (grouping.note !== null) warn(terminal, grouping.note);
  const text = await configToYaml({ ...resolved, config: result.config });
  if (file === null) terminal.out.write(text);
  else {
    file.write(text);
    file.commit();
    terminal.err.write(
      `wrote the fitted configuration to ${harmless(flags.write!)}\n`,
    );
  }
  if (extracted.some(({ error }) => error !== null)) {
    this.process.exitCode = STATUS.FAILED;
  }
}

function readLabels(
  { labelled, stored }: LabelledSounds,
  evidence: readonly (ReadLabel["evidence"] | null)[],
): ReadLabel[] {
  if (stored !== null) return [...stored.judged, ...stored.extra];
  return labelled.labels.flatMap((label, i) => {
    const own = evidence[i]!;
    return own === null
      ? []
      : [{ label, evidence: own, model: null, judged: true }];
  });
}
