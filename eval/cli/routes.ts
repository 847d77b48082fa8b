/**
 * The commands of evaluation, for the tool's route map.
 *
 * @module
 */
import type { Route } from "../../src/cli/app.ts";
import { evalCommand } from "./eval_command.ts";
import { fitCommand } from "./fit_command.ts";
import { sweepCommand } from "./sweep_command.ts";

export const evaluationRoutes: Readonly<Record<string, Route>> = {
  eval: evalCommand,
  sweep: sweepCommand,
  fit: fitCommand,
};
