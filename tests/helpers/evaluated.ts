/**
 * What a run of `roles eval` printed.
 */
import { assert } from "@std/assert";
import * as v from "valibot";
import { type Evaluation, EvaluationSchema } from "../../eval/evaluation.ts";
import type { CliResult } from "./cli.ts";

/** Few, for intervals whose width is not what is tested. */
export const DRAWS = "--resamples=50";

/** The evaluation that a run printed, held to the schema. */
export function evaluationOf({ stdout, stderr }: CliResult): Evaluation {
  assert(stdout !== "", stderr);
  return v.parse(EvaluationSchema, JSON.parse(stdout));
}
