/**
 * `roles eval`.
 *
 * @module
 */
import * as v from "valibot";
import { type Cli, STATUS } from "../../src/cli/context.ts";
import { configOf, readText, sayRulesOnly } from "../../src/cli/inputs.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { harmless } from "../../src/cli/text.ts";
import { fileFor } from "../../src/cli/write.ts";
import { configDigest, evidenceKeys } from "../../src/config/digest.ts";
import type { RolesConfig } from "../../src/config/schema.ts";
import { UsageError } from "../../src/errors.ts";
import { recordOf } from "../../src/pipeline/records.ts";
import { FEATURE_NAMES } from "../../src/types.ts";
import { evaluate, type LabelledRecord } from "../evaluate.ts";
import { type Evaluation, EvaluationSchema } from "../evaluation.ts";
import { evaluationCsv } from "../formats/csv.ts";
import { evaluationMarkdown } from "../formats/evaluation_md.ts";
import { evaluationText } from "../formats/evaluation_text.ts";
import { evaluationJunit } from "../formats/junit.ts";
import { formatGate, parseGate } from "../gates.ts";
import type { EvalFlags } from "./eval_command.ts";
import type { Labelled } from "./labelled.ts";
import { labelledSounds, type Read } from "./labelled_evidence.ts";

export default async function evalCommand(
  this: Cli,
  flags: EvalFlags,
  ...folders: string[]
): Promise<void> {
  const { terminal } = this;
  const { config } = await configOf(flags, terminal);
  const gates = [
    ...(flags.min ?? []).map((gate) => parseGate(gate, "min")),
    ...(flags.max ?? []).map((gate) => parseGate(gate, "max")),
  ];
  const compare = flags.compare === undefined
    ? undefined
    : earlierResult(flags.compare);
  if (flags.writeEvidence !== undefined && flags.evidence !== undefined) {
    throw new UsageError(
      "Cannot write evidence that comes from --evidence: name the sounds",
    );
  }
  const { labelled, read } = await labelledSounds(flags, folders, terminal);
  const page = flags.report === undefined
    ? null
    : fileFor(flags.report, "--report");
  const evidence = flags.writeEvidence === undefined
    ? null
    : fileFor(flags.writeEvidence, "--write-evidence");
  if (config.clap.model_id === "none") sayRulesOnly(terminal);
  const heard = await read(config);
  const { extracted, model } = heard;
  const clap = model?.scorer ?? null;
  const samples = labelled.labels.map((label, i): LabelledRecord => ({
    label,
    record: recordOf(extracted[i]!, config, clap),
    embedding: extracted[i]!.evidence?.embedding ?? null,
  }));
  const evaluation = evaluate(
    samples,
    {
      config,
      clap,
      configDigest: await configDigest(config),
      model: model?.name ?? null,
      aliases: labelled.aliases,
      labelProblems: labelled.problems,
      gates,
      bootstrap: {
        ...(flags.seed === undefined ? {} : { seed: flags.seed }),
        ...(flags.resamples === undefined
          ? {}
          : { resamples: flags.resamples }),
      },
      ...(compare === undefined ? {} : { compare }),
    },
  );
  terminal.out.write(printed(evaluation, flags.format, terminal));
  if (page !== null) {
    const path = flags.report!;
    page.write(
      await pageOf(evaluation, samples, {
        sounds: { page: path, embed: flags.embedAudio ?? false },
        labelled,
      }),
    );
    page.commit();
    terminal.err.write(`wrote the page ${harmless(path)}\n`);
  }
  if (evidence !== null) {
    evidence.write(await evidenceOf(heard, labelled, config));
    evidence.commit();
    terminal.err.write(
      `wrote the evidence ${harmless(flags.writeEvidence!)}\n`,
    );
  }
  const missed = evaluation.gates.filter(({ met }) => !met);
  for (const gate of missed) {
    terminal.err.write(
      `${terminal.paintErr("red", "not met:")} ${formatGate(gate)}\n`,
    );
  }
  if (missed.length > 0 || evaluation.failed > 0) {
    this.process.exitCode = STATUS.FAILED;
  }
}

/** The page of an evaluation; what draws it loads only when one is asked for. */
async function pageOf(
  evaluation: Evaluation,
  samples: readonly LabelledRecord[],
  { sounds, labelled }: {
    sounds: { page: string; embed: boolean };
    labelled: Labelled;
  },
): Promise<string> {
  const { renderEvalReport } = await import("../report/evaluation_page.ts");
  const { fileSounds } = await import("../../src/report/file_sounds.ts");
  const scores = new Map(
    samples.map(({ record }) => [record.filepath, record.scores?.final]),
  );
  return await renderEvalReport(evaluation, {
    labels: labelled.source,
    sounds: fileSounds({ ...sounds, fileOf: labelled.fileOf }),
    scoresOf: (filepath) => scores.get(filepath)?.toJSON() ?? null,
  });
}

/** The text of a file of evidence, of the sounds that could be read. */
async function evidenceOf(
  { extracted, model, prompts }: Read,
  { labels }: Labelled,
  config: RolesConfig,
): Promise<string> {
  const { evidenceText } = await import("../evidence/format.ts");
  const name = config.clap.model_id;
  const sounds = labels.flatMap((label, i) => {
    const { evidence } = extracted[i]!;
    if (evidence === null) return [];
    return [{
      ...label,
      source: null,
      judged: true,
      features: FEATURE_NAMES.map((feature) => evidence.features[feature]),
      model: model === null ? null : name,
      embedding: evidence.embedding,
    }];
  });
  const dimension = sounds[0]?.embedding?.length ?? null;
  return evidenceText(
    {
      model: model === null ? null : name,
      dimension,
      keys: JSON.parse(evidenceKeys(config)),
      features: [...FEATURE_NAMES],
    },
    new Map(
      prompts === null
        ? []
        : [[name, prompts.get(config.clap.prompts)!.vectors]],
    ),
    sounds,
  );
}

function printed(
  evaluation: Evaluation,
  format: EvalFlags["format"],
  { paint }: Terminal,
): string {
  switch (format) {
    case "table":
      return evaluationText(evaluation, { paint });
    case "json":
      return JSON.stringify(evaluation, null, 2) + "\n";
    case "csv":
      return evaluationCsv(evaluation);
    case "md":
      return evaluationMarkdown(evaluation);
    case "junit":
      return evaluationJunit(evaluation);
  }
}

/** A result that `--format json` has printed. */
function earlierResult(path: string): Evaluation {
  const wrong = (why: string) =>
    new UsageError(
      `Cannot compare with "${path}": ${why}; it must come from \`roles eval --format json\` of this version`,
    );
  let given: unknown;
  try {
    given = JSON.parse(readText(path, "--compare"));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw wrong("it is not JSON");
  }
  const parsed = v.safeParse(EvaluationSchema, given);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw wrong(`${v.getDotPath(issue) ?? "the file"}: ${issue.message}`);
  }
  return parsed.output;
}
