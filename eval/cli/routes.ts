/**
 * The commands of evaluation, for the tool's route map.
 *
 * @module
 */
import { type LazyRoute, lazyRoute } from "../../src/cli/routes.ts";
import type * as Eval from "./eval_command.ts";
import type * as Fit from "./fit_command.ts";
import type * as Sweep from "./sweep_command.ts";

export const evaluationRoutes: Readonly<Record<string, LazyRoute>> = {
  eval: lazyRoute<typeof Eval>(
    import.meta.resolve("./eval_command.ts"),
    (module) => module.evalCommand,
    { brief: "Compare roles with labels", usage: "--labels FILE" },
  ),
  sweep: lazyRoute<typeof Sweep>(
    import.meta.resolve("./sweep_command.ts"),
    (module) => module.sweepCommand,
    {
      brief: "Find the values of keys that make it more right",
      usage: "KEY=VALUES...",
    },
  ),
  fit: lazyRoute<typeof Fit>(
    import.meta.resolve("./fit_command.ts"),
    (module) => module.fitCommand,
    {
      brief: "Fit the configuration to labels",
      usage: "--labels FILE",
    },
  ),
};
