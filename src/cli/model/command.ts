import { buildCommand, buildRouteMap } from "@stricli/core";
import { lazily } from "../command.ts";
import { proposeHubModels, proposeModels } from "../completions/values.ts";
import type { Cli } from "../context.ts";
import {
  COMMON_FLAGS,
  type CommonFlags,
  CONFIG_FLAGS,
  type ConfigFlags,
} from "../flags.ts";
import type * as List from "./list.ts";
import type * as Path from "./path.ts";
import type * as Pull from "./pull.ts";
import type * as Remove from "./remove.ts";
import type * as Verify from "./verify.ts";
import type * as Words from "./words.ts";

/** Options of every command about models: the configuration says where they stand. */
export interface ModelCommandFlags extends CommonFlags, ConfigFlags {}

/** Options of those that print a table. */
export interface ModelTableFlags extends ModelCommandFlags {
  readonly format: "table" | "json";
}

const FLAGS = { ...CONFIG_FLAGS, ...COMMON_FLAGS } as const;

const FORMAT = {
  kind: "enum",
  values: ["table", "json"],
  brief: "How to print",
  default: "table",
} as const;

const NAME = {
  brief: "A name of `roles model list`, or a folder",
  parse: (input: string) => input,
  placeholder: "NAME",
  proposeCompletions: proposeModels,
} as const;

const HUB_NAME = {
  ...NAME,
  brief: "A name of `roles model list`",
  proposeCompletions: proposeHubModels,
} as const;

const list = buildCommand<ModelTableFlags, [], Cli>({
  loader: lazily<typeof List>(import.meta.resolve("./list.ts")),
  parameters: { flags: { format: FORMAT, ...FLAGS } },
  docs: {
    brief: "List the models that have a name",
    customUsage: ["[options]"],
    fullDescription:
      `Lists the models that have a name: how much of each is on this machine, how large it is, its licence. The one
that the configuration names is marked.

  roles model list
  roles model list --format json

States: embedded (part of roles), present, partial (the half that reads prompts is pulled when a prompt
needs it), absent.`,
  },
});

const pull = buildCommand<ModelCommandFlags, [string], Cli>({
  loader: lazily<typeof Pull>(import.meta.resolve("./pull.ts")),
  parameters: {
    positional: { kind: "tuple", parameters: [HUB_NAME] },
    flags: FLAGS,
  },
  docs: {
    brief: "Download a model",
    customUsage: ["NAME [options]"],
    fullDescription:
      `Downloads what is missing of a model and checks its sha256. A pull that was stopped goes on where it was; files
that are there are checked too, and brought anew if they are wrong.

  roles model pull clap-htsat-unfused                      from the repository: deno task pull clap-htsat-unfused
  HF_ENDPOINT=https://hub.example.org roles model pull clap-htsat-unfused
  roles model pull clap-htsat-unfused --set clap.cache_dir=/data/roles

HF_TOKEN is sent to the hub alone, files in the hub tools' own cache are taken from there, and HF_HUB_OFFLINE
forbids the network.`,
  },
});

const verify = buildCommand<ModelTableFlags, [string?], Cli>({
  loader: lazily<typeof Verify>(import.meta.resolve("./verify.ts")),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ ...NAME, placeholder: "NAME|DIR", optional: true }],
    },
    flags: { format: FORMAT, ...FLAGS },
  },
  docs: {
    brief: "Check the files of models",
    customUsage: ["[NAME] [options]"],
    fullDescription:
      `Compares every file of a model with its right size and sha256; without a name, the files of all models that
are here. The files of a folder of yours have no right sha256: it is shown.

  roles model verify                         what is here, is it right?
  roles model verify clap-htsat-unfused      is it whole and right?

Exit status: 0 all is right, 1 something is wrong or, with a name, missing.`,
  },
});

const words = buildCommand<ModelCommandFlags, [string?], Cli>({
  loader: lazily<typeof Words>(import.meta.resolve("./words.ts")),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ ...NAME, placeholder: "NAME|DIR", optional: true }],
    },
    flags: FLAGS,
  },
  docs: {
    brief: "List the words that a model knows",
    customUsage: ["[NAME] [options]"],
    fullDescription:
      `Prints the words that a model knows, one a line: what prompts are best written of. Without a name, those of the
model that the configuration names.

  roles model words
  roles model words drum-clap-mini | grep ring`,
  },
});

const path = buildCommand<ModelCommandFlags, [string], Cli>({
  loader: lazily<typeof Path>(import.meta.resolve("./path.ts")),
  parameters: {
    positional: { kind: "tuple", parameters: [NAME] },
    flags: FLAGS,
  },
  docs: {
    brief: "Print the folder of a model",
    customUsage: ["NAME [options]"],
    fullDescription:
      `Prints the folder in which a model stands, or would stand once it is pulled.

  roles model path clap-htsat-unfused
  ls "$(roles model path clap-htsat-unfused)"`,
  },
});

const remove = buildCommand<ModelCommandFlags, [string], Cli>({
  loader: lazily<typeof Remove>(import.meta.resolve("./remove.ts")),
  parameters: {
    positional: { kind: "tuple", parameters: [NAME] },
    flags: FLAGS,
  },
  docs: {
    brief: "Remove a pulled model",
    customUsage: ["NAME [options]"],
    fullDescription:
      `Removes the files of a pulled model, older revisions and half-pulled files too. Models that are part of roles
and folders of yours are never touched.

  roles model remove clap-htsat-unfused`,
  },
});

/** `roles model list|pull|verify|words|path|remove` */
export const modelRoutes = buildRouteMap<string, Cli>({
  routes: { __proto__: null as never, list, pull, verify, words, path, remove },
  docs: {
    brief: "List, pull, check and remove audio-text models",
    fullDescription:
      `Audio-text models compare sounds with words. They are named by --model or clap.model_id.

  roles model list                           which there are
  roles model pull clap-htsat-unfused        download one
  roles assign samples/ --model clap-htsat-unfused`,
  },
});
