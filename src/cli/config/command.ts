import { buildCommand, buildRouteMap } from "@stricli/core";
import { lazily } from "../command.ts";
import type { Cli } from "../context.ts";
import {
  COMMON_FLAGS,
  type CommonFlags,
  CONFIG_FLAGS,
  type ConfigFlags,
} from "../flags.ts";
import type * as Check from "./check.ts";
import type * as Schema from "./schema.ts";
import type * as Show from "./show.ts";

export interface ShowFlags extends CommonFlags, ConfigFlags {
  readonly format: "yaml" | "json";
}

const show = buildCommand<ShowFlags, [], Cli>({
  loader: lazily<typeof Show>(import.meta.resolve("./show.ts")),
  parameters: {
    flags: {
      format: {
        kind: "enum",
        values: ["yaml", "json"],
        brief: "How to print; yaml says where each value is from",
        default: "yaml",
      },
      ...CONFIG_FLAGS,
      ...COMMON_FLAGS,
    },
  },
  docs: {
    brief: "Show the configuration in force and where each value is from",
    customUsage: ["[options]"],
    fullDescription:
      `Shows every key of the configuration in force. The output is a configuration file itself.

  roles config show --preset seed > mine.yaml        a file to start from
  roles config show --config mine.yaml --set dsp.tau_rule=0.3`,
  },
});

export interface CheckFlags extends CommonFlags {
  readonly preset?: string;
}

const check = buildCommand<CheckFlags, string[], Cli>({
  loader: lazily<typeof Check>(import.meta.resolve("./check.ts")),
  parameters: {
    positional: {
      kind: "array",
      minimum: 1,
      parameter: {
        brief: "YAML files, each checked by itself",
        parse: (input: string) => input,
        placeholder: "FILE",
      },
    },
    flags: { preset: CONFIG_FLAGS.preset, ...COMMON_FLAGS },
  },
  docs: {
    brief: "Check configuration files",
    customUsage: ["FILE... [options]"],
    fullDescription:
      `Says what is wrong with configuration files, with line numbers, and what can hardly be meant: a threshold that
can never fire, weights that do nothing.

  roles config check mine.yaml

Exit status: 0 all can be used, 2 at least one cannot.`,
  },
});

const schema = buildCommand<CommonFlags, [], Cli>({
  loader: lazily<typeof Schema>(import.meta.resolve("./schema.ts")),
  parameters: { flags: COMMON_FLAGS },
  docs: {
    brief: "Print the JSON schema of configuration files",
    customUsage: [""],
    fullDescription:
      `Prints the JSON schema, for editors that complete and check YAML by one.

  roles config schema > roles.schema.json

and then, as the first line of a configuration file:

  # yaml-language-server: $schema=roles.schema.json`,
  },
});

/** `roles config show|check|schema` */
export const configRoutes = buildRouteMap<string, Cli>({
  routes: { __proto__: null as never, show, check, schema },
  docs: { brief: "Show and check configurations" },
});
