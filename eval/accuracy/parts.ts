/**
 * Fits and evaluations of the committed evidence, from which every figure of docs/accuracy.md comes.
 *
 * @module
 */
import { assignEvidence } from "../../src/assign.ts";
import { resolveConfig } from "../../src/config/load.ts";
import type { RolesConfig } from "../../src/config/schema.ts";
import type { Assignment } from "../../src/types.ts";
import { type LabelledSounds, storedSounds } from "../cli/labelled_evidence.ts";
import { parseEvidence } from "../evidence/format.ts";
import type { LabelledEvidence } from "../evidence/sounds.ts";
import { assignedOutOfFold, fit, type FitResult } from "../fit/fit.ts";
import { fitSamples } from "../fit/from_labels.ts";
import type { PromptVectors } from "../sweep/data.ts";

/** Folder of the evidence, from the repository's root. */
export const FOLDER = "models/drum-clap-mini";

/** What is held out together in a file of evidence. */
export type Protocol = "packs" | "sources";

/** One file's sounds, with the fit to them. */
export interface Part {
  readonly protocol: Protocol;
  readonly sounds: readonly LabelledEvidence[];
  /** Name of each fold. */
  readonly folds: readonly string[];
  readonly config: RolesConfig;
  readonly prompts: PromptVectors;
  readonly fit: FitResult;
}

/** Name of a file of evidence. */
export const fileOf = (name: string) => `${FOLDER}/evidence-${name}.jsonl`;

/**
 * What fits begin with, in place of what the default has from an earlier fit to the same sounds: equal shares, and the
 * temperature of the training.
 */
export const START = ["fusion.alpha=0.5", "clap.tau_clap=0.07"];

/**
 * Reads a file of evidence and fits the default to it, whole and without each fold.
 *
 * @param apart a source that nothing learns from.
 */
export async function partOf(
  root: URL,
  protocol: Protocol,
  apart?: string,
): Promise<Part> {
  const stored = await open(root, protocol);
  const { config } = await resolveConfig({ sets: START });
  const { prompts } = await stored.read(config);
  const { judged, extra } = stored.stored!;
  const { samples, folds } = fitSamples(
    [...judged, ...extra.filter(({ source }) => source !== apart)],
    stored.labelled.aliases,
    2,
  );
  const own = prompts!.get(config.clap.prompts)!;
  return {
    protocol,
    sounds: judged,
    folds: folds.map((name) => name!),
    config,
    prompts: own,
    fit: fit(samples, config, own),
  };
}

/** Sounds and what a configuration says of them, without any fit. */
export interface Plain {
  readonly sounds: readonly LabelledEvidence[];
  readonly assignments: readonly Assignment[];
}

/** The sounds of a file under a configuration as it is. */
export async function plainOf(
  root: URL,
  name: string,
  config: RolesConfig,
): Promise<Plain> {
  return assignedBy(await open(root, name), config);
}

/** The sounds of an opened file under a configuration as it is. */
export async function assignedBy(
  stored: LabelledSounds,
  config: RolesConfig,
): Promise<Plain> {
  const { extracted, model } = await stored.read(config);
  return {
    sounds: stored.stored!.judged,
    assignments: extracted.map(({ evidence }) =>
      assignEvidence(evidence!, config, model?.scorer ?? null)
    ),
  };
}

/**
 * The sounds of another file by the fits of a part: each by the one that was made without its fold.
 *
 * @throws {Error} if the file's sounds are not the part's.
 */
export async function heldOutOf(
  root: URL,
  name: string,
  part: Part,
): Promise<Plain> {
  const stored = await open(root, name);
  const { prompts } = await stored.read(part.config);
  const own = prompts!.get(part.config.clap.prompts)!;
  const { judged: sounds } = stored.stored!;
  const { judged, without } = part.fit;
  const samples = part.sounds.map(({ label }, i) => {
    const { evidence, label: { path } } = sounds[i]!;
    if (path !== label.path) {
      throw new Error(`${fileOf(name)} has ${path}, not ${label.path}`);
    }
    return { evidence, fold: judged[i]!.fold };
  });
  return { sounds, assignments: assignedOutOfFold(samples, without, own) };
}

/** Reads a file of evidence. */
export async function open(root: URL, name: string): Promise<LabelledSounds> {
  const file = fileOf(name);
  const text = await Deno.readTextFile(new URL(file, root));
  return await storedSounds(parseEvidence(text, file), file);
}
