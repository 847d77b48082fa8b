/**
 * Labelled sounds with their evidence: read from the sounds, or from a file of evidence.
 *
 * @module
 */
import { join } from "node:path";
import {
  isPromptsName,
  loadPrompts,
  parsePrompts,
  type Prompts,
} from "../../src/clap/prompts.ts";
import { type ClapScorer, createClapScorer } from "../../src/clap/scoring.ts";
import { jobsOf, readText, sessionOf } from "../../src/cli/inputs.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import type { RolesConfig } from "../../src/config/schema.ts";
import { UsageError } from "../../src/errors.ts";
import type { Extracted } from "../../src/pipeline/extract.ts";
import { defaultAliases } from "../../src/labels/aliases.ts";
import {
  checkKeys,
  checkPrompts,
  type EvidenceSounds,
  evidenceSounds,
  type LabelledEvidence,
} from "../evidence/sounds.ts";
import { parseEvidence, type StoredEvidence } from "../evidence/format.ts";
import type { PromptVectors } from "../sweep/data.ts";
import type { LabelledFlags } from "./flags.ts";
import { evidenceOfLabels, type Labelled, labelledBy } from "./labelled.ts";

/** The sounds under one configuration. */
export interface Read {
  /** Of each label, in order. */
  readonly extracted: readonly Extracted[];
  /** Name of the model, and what scores with it; null: rules only. */
  readonly model: { readonly name: string; readonly scorer: ClapScorer } | null;
  /** By the name of a prompts file; null: rules only. */
  readonly prompts: ReadonlyMap<string, PromptVectors> | null;
}

/** Labelled sounds that are yet to be read. */
export interface LabelledSounds {
  readonly labelled: Labelled;
  /**
   * What a file of evidence says besides the labels, of each label in order, and sounds that no figure counts; null for
   * sounds that are read.
   */
  readonly stored: {
    readonly judged: readonly LabelledEvidence[];
    readonly extra: readonly LabelledEvidence[];
  } | null;
  /** Reads the sounds; a second time without telling what failed. */
  read(config: RolesConfig, promptNames?: readonly string[]): Promise<Read>;
}

/**
 * The sounds that the options name.
 *
 * @throws {UsageError} if there are none that can be used.
 */
export async function labelledSounds(
  flags: LabelledFlags,
  folders: readonly string[],
  terminal: Terminal,
): Promise<LabelledSounds> {
  if (flags.evidence !== undefined) {
    return await fromEvidence(flags, flags.evidence, folders);
  }
  const labelled = await labelledBy(flags, folders, terminal);
  let again = false;
  return {
    labelled,
    stored: null,
    async read(config, promptNames = [config.clap.prompts]) {
      await using session = await sessionOf(config, flags, terminal);
      const { model } = session;
      const jobs = jobsOf(flags.jobs);
      const extracted = await evidenceOfLabels(labelled, {
        config,
        session,
        jobs,
        terminal,
        again,
      });
      again = true;
      if (model === null) return { extracted, model, prompts: null };
      const prompts = new Map<string, PromptVectors>();
      for (const name of promptNames) {
        prompts.set(name, await model.promptVectors(name));
      }
      return {
        extracted,
        // A sound must not be judged by what it taught itself.
        model: { name: model.name, scorer: model.heldOutScorer },
        prompts,
      };
    },
  };
}

async function fromEvidence(
  flags: LabelledFlags,
  source: string,
  folders: readonly string[],
): Promise<LabelledSounds> {
  for (const option of ["labels", "columns", "aliases", "strict"] as const) {
    if (flags[option] !== undefined) {
      throw new UsageError(
        `Cannot use --${option} with --evidence: that file has the labels in it`,
      );
    }
  }
  if (folders.length > 0) {
    throw new UsageError(
      "Cannot take sounds from folders and from --evidence at once: name one of them",
    );
  }
  const file = parseEvidence(readText(source, "--evidence"), source);
  const { root } = flags;
  return await storedSounds(file, source, root);
}

/**
 * The sounds of a file of evidence.
 *
 * @param root folder that their paths start from, where a page is to play them.
 */
export async function storedSounds(
  file: StoredEvidence,
  source: string,
  root?: string,
): Promise<LabelledSounds> {
  const sounds = evidenceSounds(file);
  const judged = sounds.sounds.filter((sound) => sound.judged);
  if (judged.length === 0) {
    throw new UsageError(`No sound of the evidence "${source}" is judged`);
  }
  const extracted = judged.map(({ label: { path }, evidence }): Extracted => ({
    file: { path, filepath: path, error: null },
    evidence,
    error: null,
  }));
  return {
    labelled: {
      labels: judged.map(({ label }) => label),
      problems: [],
      aliases: await defaultAliases(),
      source,
      fileOf: (path) => root === undefined ? path : join(root, path),
    },
    stored: { judged, extra: sounds.sounds.filter((sound) => !sound.judged) },
    async read(config, promptNames = [config.clap.prompts]) {
      checkKeys(file, config, source);
      if (config.clap.prototypes.labels !== null) {
        throw new UsageError(
          `Cannot learn from "${config.clap.prototypes.labels}" (clap.prototypes.labels) with --evidence, whose sounds ` +
            "are of other models: judge sounds themselves, with --labels",
        );
      }
      if (config.clap.model_id === "none") {
        return { extracted, model: null, prompts: null };
      }
      const without = judged.find(({ evidence }) =>
        evidence.embedding === null
      );
      if (without !== undefined) {
        throw new UsageError(
          `The evidence "${source}" has no embedding of "${without.label.path}": judge the rules alone, with --model none`,
        );
      }
      const prompts = new Map<string, PromptVectors>();
      for (const name of promptNames) {
        prompts.set(name, await storedPrompts(sounds, name, source));
      }
      const own = prompts.get(config.clap.prompts) ??
        await storedPrompts(sounds, config.clap.prompts, source);
      return {
        extracted,
        model: {
          name: file.header.model!,
          scorer: createClapScorer(own.prompts, own.vectors, config.clap),
        },
        prompts,
      };
    },
  };
}

async function storedPrompts(
  sounds: EvidenceSounds,
  name: string,
  source: string,
): Promise<PromptVectors> {
  const prompts: Prompts = isPromptsName(name)
    ? await loadPrompts(name)
    : await parsePrompts(readText(name, "clap.prompts"), name);
  checkPrompts(sounds, prompts, source);
  return { prompts, vectors: sounds.prompts! };
}
