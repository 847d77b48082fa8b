/**
 * `roles eval`.
 *
 * @module
 */
import * as v from "valibot";
import { type Cli, STATUS } from "../../src/cli/context.ts";
import {
  configOf,
  jobsOf,
  readText,
  sayRulesOnly,
  sessionOf,
} from "../../src/cli/inputs.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { harmless } from "../../src/cli/text.ts";
import { fileFor } from "../../src/cli/write.ts";
import { configDigest } from "../../src/config/digest.ts";
import { UsageError } from "../../src/errors.ts";
import { recordOf } from "../../src/pipeline/records.ts";
import { evaluate, type LabelledRecord } from "../evaluate.ts";
import { type Evaluation, EvaluationSchema } from "../evaluation.ts";
import { evaluationCsv } from "../formats/csv.ts";
import { evaluationMarkdown } from "../formats/evaluation_md.ts";
import { evaluationText } from "../formats/evaluation_text.ts";
import { evaluationJunit } from "../formats/junit.ts";
import { formatGate, parseGate } from "../gates.ts";
import type { EvalFlags } from "./eval_command.ts";
import { evidenceOfLabels, type Labelled, labelledBy } from "./labelled.ts";

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
  const labelled = await labelledBy(flags, folders, terminal);
  const page = flags.report === undefined
    ? null
    : fileFor(flags.report, "--report");
  await using session = await sessionOf(config, flags, terminal);
  if (session.model === null) sayRulesOnly(terminal);
  const clap = session.model?.scorer ?? null;
  const extracted = await evidenceOfLabels(labelled, {
    config,
    session,
    jobs: jobsOf(flags.jobs),
    terminal,
  });
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
      model: session.model?.name ?? null,
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
