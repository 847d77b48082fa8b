/**
 * The commands as `roles --help` lists them. What a command takes is loaded when it is named: reading the options of
 * every command would take a quarter of the time of `roles --version`.
 *
 * @module
 */
import { buildCommand, type Command, type RouteMap } from "@stricli/core";
import type * as Assign from "./assign/command.ts";
import type * as Cache from "./cache/command.ts";
import type * as Completions from "./completions/command.ts";
import type * as Config from "./config/command.ts";
import type { Cli } from "./context.ts";
import type * as Doctor from "./doctor/command.ts";
import type * as Explain from "./explain/command.ts";
import type * as Extract from "./extract/command.ts";
import type * as Licenses from "./licenses/command.ts";
import type * as Man from "./man/command.ts";
import type * as Model from "./model/command.ts";

/** A command, or several under one name. */
export type Route = Command<Cli> | RouteMap<Cli>;

/** A command that is loaded when it is named. */
export interface LazyRoute {
  readonly brief: string;
  /** What stands behind its name in the list of commands. */
  readonly usage: string;
  readonly load: () => Promise<Route>;
}

/**
 * A {@linkcode LazyRoute} from a module. Named by its URL: Deno would read the module at start if it stood in a
 * literal `import()`.
 */
export function lazyRoute<MODULE>(
  url: string,
  route: (module: MODULE) => Route,
  { brief, usage }: Pick<LazyRoute, "brief" | "usage">,
): LazyRoute {
  return { brief, usage, load: async () => route(await import(url)) };
}

/** The commands of this room, in the order of the help. */
export const ROUTES: Readonly<Record<string, LazyRoute>> = {
  assign: lazyRoute<typeof Assign>(
    import.meta.resolve("./assign/command.ts"),
    (module) => module.assignCommand,
    { brief: "Give every sound its role and build pools", usage: "PATH..." },
  ),
  explain: lazyRoute<typeof Explain>(
    import.meta.resolve("./explain/command.ts"),
    (module) => module.explainCommand,
    { brief: "Say why a sound has its role", usage: "FILE..." },
  ),
  extract: lazyRoute<typeof Extract>(
    import.meta.resolve("./extract/command.ts"),
    (module) => module.extractCommand,
    { brief: "Write the features and embeddings of sounds", usage: "PATH..." },
  ),
  config: lazyRoute<typeof Config>(
    import.meta.resolve("./config/command.ts"),
    (module) => module.configRoutes,
    { brief: "Show and check configurations", usage: "show|check|schema" },
  ),
  model: lazyRoute<typeof Model>(
    import.meta.resolve("./model/command.ts"),
    (module) => module.modelRoutes,
    {
      brief: "List, pull, check and remove audio-text models",
      usage: "list|pull|verify|words|path|remove",
    },
  ),
  cache: lazyRoute<typeof Cache>(
    import.meta.resolve("./cache/command.ts"),
    (module) => module.cacheRoutes,
    {
      brief: "Look at and empty the cache of earlier runs",
      usage: "info|clear|path",
    },
  ),
  doctor: lazyRoute<typeof Doctor>(
    import.meta.resolve("./doctor/command.ts"),
    (module) => module.doctorCommand,
    { brief: "Look whether everything is there and runs", usage: "" },
  ),
  completions: lazyRoute<typeof Completions>(
    import.meta.resolve("./completions/command.ts"),
    (module) => module.completionsCommand,
    {
      brief: "Print a script that completes commands in your shell",
      usage: "bash|zsh|fish|powershell",
    },
  ),
  man: lazyRoute<typeof Man>(
    import.meta.resolve("./man/command.ts"),
    (module) => module.manCommand,
    { brief: "Print the manual page", usage: "" },
  ),
  licenses: lazyRoute<typeof Licenses>(
    import.meta.resolve("./licenses/command.ts"),
    (module) => module.licensesCommand,
    { brief: "Print the licences of roles and of what it holds", usage: "" },
  ),
  complete: lazyRoute<typeof Completions>(
    import.meta.resolve("./completions/command.ts"),
    (module) => module.completeCommand,
    {
      brief: "Say what may stand at the end of a command line",
      usage: "WORD...",
    },
  ),
};

/**
 * The routes with those loaded that are named among the arguments; the others stand for their line of the help.
 *
 * @param args what stands on the command line.
 */
export async function loadRoutes(
  routes: Readonly<Record<string, Route | LazyRoute>>,
  args: readonly string[],
): Promise<Record<string, Route>> {
  // No prototype: `roles constructor` is a command that does not exist.
  const loaded: Record<string, Route> = Object.create(null);
  for (const [name, route] of Object.entries(routes)) {
    loaded[name] = !("load" in route)
      ? route
      : args.includes(name)
      ? await route.load()
      : lineOf(route);
  }
  return loaded;
}

/** A command for the list alone. */
function lineOf({ brief, usage }: LazyRoute): Command<Cli> {
  return {
    ...buildCommand({ func: () => {}, parameters: {}, docs: { brief } }),
    formatUsageLine: ({ prefix }) => [...prefix, usage].join(" "),
  };
}
