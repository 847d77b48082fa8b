/**
 * Options that the commands over labelled sounds share.
 *
 * @module
 */
import {
  COMMON_FLAGS,
  type CommonFlags,
  CONFIG_FLAGS,
  type ConfigFlags,
  JOBS_FLAG,
  MODEL_FLAGS,
  type ModelFlags,
  TASTE_FLAGS,
  type TasteFlags,
} from "../../src/cli/flags.ts";

/** Options that say what is labelled how, and how it is judged. */
export interface LabelledFlags
  extends CommonFlags, ConfigFlags, ModelFlags, TasteFlags {
  readonly labels?: string;
  readonly evidence?: string;
  readonly root?: string;
  readonly columns?: string;
  readonly aliases?: string;
  readonly strict?: boolean;
  readonly jobs?: number;
  readonly seed?: number;
  readonly report?: string;
}

const asIs = (input: string) => input;

/** A whole number of 0 or more. */
export function parseCount(input: string): number {
  if (!/^\d{1,9}$/.test(input)) {
    throw new TypeError("it takes a whole number, 0 or more");
  }
  return Number(input);
}

export const LABELLED_FLAGS = {
  labels: {
    kind: "parsed",
    parse: asIs,
    brief: "CSV with the columns path and role; pack, instrument, weight help",
    placeholder: "FILE",
    optional: true,
  },
  evidence: {
    kind: "parsed",
    parse: asIs,
    brief: "Labelled evidence in place of sounds (eval --write-evidence)",
    placeholder: "FILE",
    optional: true,
  },
  root: {
    kind: "parsed",
    parse: asIs,
    brief: "Folder that its paths start from (default: the file's own)",
    placeholder: "DIR",
    optional: true,
  },
  columns: {
    kind: "parsed",
    parse: asIs,
    brief: "Its headers where they differ, as path=file,role=class",
    placeholder: "LIST",
    optional: true,
  },
  aliases: {
    kind: "parsed",
    parse: asIs,
    brief: "YAML file of names for roles, as CORE: [kick, bd]",
    placeholder: "FILE",
    optional: true,
  },
  strict: {
    kind: "boolean",
    brief: "Stop at a bad label instead of leaving it out",
    optional: true,
    withNegated: false,
  },
  seed: {
    kind: "parsed",
    parse: parseCount,
    brief: "Seed of what is drawn (default: 0)",
    placeholder: "N",
    optional: true,
  },
  report: {
    kind: "parsed",
    parse: asIs,
    brief: "Also write a page to look at",
    placeholder: "FILE.html",
    optional: true,
  },
  jobs: JOBS_FLAG,
  ...CONFIG_FLAGS,
  ...MODEL_FLAGS,
  ...TASTE_FLAGS,
  ...COMMON_FLAGS,
} as const;
