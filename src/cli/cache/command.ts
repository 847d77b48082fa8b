import { buildCommand, buildRouteMap } from "@stricli/core";
import { lazily } from "../command.ts";
import type { Cli } from "../context.ts";
import {
  COMMON_FLAGS,
  type CommonFlags,
  CONFIG_FLAGS,
  type ConfigFlags,
} from "../flags.ts";
import type * as Clear from "./clear.ts";
import type * as Info from "./info.ts";
import type * as Path from "./path.ts";

/** Options of every command about the cache: the configuration says where it stands. */
export interface CacheFlags extends CommonFlags, ConfigFlags {}

export interface InfoFlags extends CacheFlags {
  readonly format: "table" | "json";
}

const FLAGS = { ...CONFIG_FLAGS, ...COMMON_FLAGS } as const;

const info = buildCommand<InfoFlags, [], Cli>({
  loader: lazily<typeof Info>(import.meta.resolve("./info.ts")),
  parameters: {
    flags: {
      format: {
        kind: "enum",
        values: ["table", "json"],
        brief: "How to print",
        default: "table",
      },
      ...FLAGS,
    },
  },
  docs: {
    brief: "Say what the cache holds",
    customUsage: ["[options]"],
    fullDescription:
      `Says where the cache stands, its size, and how much it knows: sounds with their features and embeddings,
prompts with their embeddings, and paths whose content need not be read again.

  roles cache info
  roles cache info --format json`,
  },
});

const clear = buildCommand<CacheFlags, [], Cli>({
  loader: lazily<typeof Clear>(import.meta.resolve("./clear.ts")),
  parameters: { flags: FLAGS },
  docs: {
    brief: "Empty the cache",
    customUsage: ["[options]"],
    fullDescription:
      `Empties the cache and removes damaged ones that were set aside. Results do not change: the next run takes
longer. Pulled models stay (\`roles model remove\`).

  roles cache clear`,
  },
});

const path = buildCommand<CacheFlags, [], Cli>({
  loader: lazily<typeof Path>(import.meta.resolve("./path.ts")),
  parameters: { flags: FLAGS },
  docs: {
    brief: "Print the path of the cache's file",
    customUsage: ["[options]"],
    fullDescription:
      `Prints the path of the cache's file, whether or not it is there yet.

  roles cache path
  roles cache path --set clap.cache_dir=/data/roles`,
  },
});

/** `roles cache info|clear|path` */
export const cacheRoutes = buildRouteMap<string, Cli>({
  routes: { __proto__: null as never, info, clear, path },
  docs: {
    brief: "Look at and empty the cache of earlier runs",
    fullDescription:
      `With a model, features and embeddings of sounds are kept, by content: a file that was moved or renamed, and a
run with other weights, need no audio work. --no-cache does without.

  roles cache info
  roles cache clear`,
  },
});
