/**
 * Options that several commands take, each defined once.
 *
 * @module
 */
import { UsageError } from "../errors.ts";
import {
  proposeDevices,
  proposeModelOrNone,
  proposePresets,
  proposePrompts,
  proposeSettings,
} from "./completions/values.ts";

/** Options that choose the configuration. */
export interface ConfigFlags {
  readonly config?: readonly string[];
  readonly preset?: string;
  readonly set?: readonly string[];
}

/** Options that choose the audio-text model and how it runs. */
export interface ModelFlags {
  readonly model?: string;
  readonly device?: string;
  readonly batchSize?: string;
  readonly threads?: string;
  readonly offline?: boolean;
  readonly cache?: boolean;
}

/** Options that say what the model compares sounds with. */
export interface TasteFlags {
  readonly prompts?: string;
  readonly prototypes?: string;
}

/** Whether to build pools. */
export interface PoolFlags {
  readonly pools?: "build" | "none";
}

/** Options of every command. */
export interface CommonFlags {
  readonly verbose?: boolean;
}

/** The kinds of files that are read, for help and advice. */
export const FORMATS_READ = "WAV, AIFF, FLAC, OGG, MP3";

const asIs = (input: string) => input;

export const CONFIG_FLAGS = {
  config: {
    kind: "parsed",
    parse: asIs,
    brief: "YAML file with keys to change; later files win",
    placeholder: "FILE",
    optional: true,
    variadic: true,
  },
  preset: {
    kind: "parsed",
    parse: asIs,
    brief: "What the keys not given come from: default or seed",
    placeholder: "NAME",
    optional: true,
    proposeCompletions: proposePresets,
  },
  set: {
    kind: "parsed",
    parse: asIs,
    brief: "One key to change, as dsp.tau_rule=0.3; wins over files",
    placeholder: "KEY=VALUE",
    proposeCompletions: proposeSettings,
    optional: true,
    variadic: true,
  },
} as const;

export const MODEL_FLAGS = {
  model: {
    kind: "parsed",
    parse: asIs,
    brief: "Audio-text model: a name of `roles model list`, a folder, or none",
    placeholder: "NAME|DIR",
    proposeCompletions: proposeModelOrNone,
    optional: true,
  },
  device: {
    kind: "parsed",
    parse: asIs,
    brief: "Where it runs: auto, cpu, cuda, webgpu, coreml or dml",
    placeholder: "NAME",
    proposeCompletions: proposeDevices,
    optional: true,
  },
  batchSize: {
    kind: "parsed",
    parse: asIs,
    brief: "Windows in one run of the model on a GPU",
    placeholder: "N",
    optional: true,
  },
  threads: {
    kind: "parsed",
    parse: asIs,
    brief: "The model's threads on the CPU; 0: one a core",
    placeholder: "N",
    optional: true,
  },
  offline: {
    kind: "boolean",
    brief: "Never download a model",
    optional: true,
    withNegated: false,
  },
  cache: {
    kind: "boolean",
    brief: "Keep and use the evidence of earlier runs (default: yes)",
    optional: true,
  },
} as const;

export const TASTE_FLAGS = {
  prompts: {
    kind: "parsed",
    parse: asIs,
    brief: "YAML file of words for each role; or default, or seed",
    placeholder: "FILE",
    proposeCompletions: proposePrompts,
    optional: true,
  },
  prototypes: {
    kind: "parsed",
    parse: asIs,
    brief: "Labelled sounds to learn from: CSV (path, role), or role folders",
    placeholder: "FILE|DIR",
    optional: true,
  },
} as const;

export const COMMON_FLAGS = {
  verbose: {
    kind: "boolean",
    brief: "Show the stack trace of an error",
    optional: true,
    withNegated: false,
  },
} as const;

export const JOBS_FLAG = {
  kind: "parsed",
  parse: parseJobs,
  brief: "Threads at work (default: one a core); results do not depend on it",
  placeholder: "N",
  optional: true,
} as const;

export const FILES_FROM_FLAG = {
  kind: "parsed",
  parse: asIs,
  brief: "File with one path a line; - is stdin",
  placeholder: "FILE",
  optional: true,
} as const;

export const EMBED_AUDIO_FLAG = {
  kind: "boolean",
  brief: "The page carries the sounds it plays, and works anywhere",
  optional: true,
  withNegated: false,
} as const;

/** Paths on the command line. */
export const PATHS = {
  kind: "array",
  parameter: {
    brief: "Files, or folders to look through",
    parse: asIs,
    placeholder: "PATH",
  },
} as const;

const MAX_JOBS = 256;

function parseJobs(input: string): number {
  const n = Number(input);
  if (!/^\d+$/.test(input) || n < 1 || n > MAX_JOBS) {
    throw new UsageError(`it takes a whole number from 1 to ${MAX_JOBS}`);
  }
  return n;
}
