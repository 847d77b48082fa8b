/**
 * The part of the schema about labelled sounds that the model learns from.
 *
 * @module
 */
import * as v from "valibot";
import { number, section } from "./fields.ts";

export const prototypes = section(
  "labelled sounds of your own that the model learns a taste from",
  {
    labels: v.pipe(
      v.nullable(v.pipe(v.string(), v.minLength(1))),
      v.description(
        "a CSV file with the columns path and role, or a folder whose folders are named as roles; null: none",
      ),
    ),
    weight: number(
      0,
      100,
      "the most that they move a role's similarity, in units of tau_clap",
    ),
    shrinkage: number(
      0.01,
      1000,
      "n sounds alike move it by n / (n + this) of what the prompts got wrong",
    ),
    reach: number(
      0.01,
      100,
      "what a sound teaches falls to 1/e at this distance from it, 1 − cosine",
    ),
  },
);
