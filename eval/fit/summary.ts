/**
 * Figures of assignments, and of two against each other.
 *
 * @module
 */
import { type Assignment, type Role, ROLES } from "../../src/types.ts";
import type { BootstrapOptions } from "../bootstrap.ts";
import {
  type Difference,
  differenceOf,
  type PairedSamples,
  roleIndices,
} from "../compare.ts";
import type { Estimate } from "../evaluation.ts";
import { classEstimates } from "../figures.ts";
import {
  atCoverage,
  calibrationError,
  coverageCurve,
} from "../metrics/calibration.ts";
import { type Confusion, confusionMatrix } from "../metrics/confusion.ts";

/** What is judged, with its truth. */
export interface Truth {
  readonly role: Role;
  readonly group: number;
  readonly weight: number;
}

/** How right assignments are. */
export interface Summary {
  readonly n: number;
  readonly accuracy: Estimate;
  readonly macro_f1: Estimate;
  /** Of each role, in the order of ROLES; null for one that is not there. */
  readonly recall: readonly (Estimate | null)[];
  readonly confusion: Confusion;
  readonly ece: number;
  readonly precision_at_80: number;
}

/** Summary of assignments, in the order of the truths. */
export function summaryOf(
  truths: readonly Truth[],
  assignments: readonly Assignment[],
  draws: BootstrapOptions = {},
): Summary {
  const paired = pairedOf(truths);
  const roles = rolesOf(assignments);
  const { accuracy, macro_f1, roles: own } = classEstimates(
    paired,
    roles,
    draws,
  );
  const confidences = {
    confidence: assignments.map(({ confidence }) => confidence),
    correct: assignments.map(({ role }, i) => role === truths[i]!.role ? 1 : 0),
    weights: paired.weights,
  };
  return {
    n: truths.length,
    accuracy,
    macro_f1,
    recall: ROLES.map((role) => {
      const { recall, support, ci } = own[role];
      return support === 0 ? null : { value: recall, ci: ci.recall };
    }),
    confusion: confusionMatrix(
      paired.truth,
      roles,
      ROLES.length,
      paired.weights,
    ),
    ece: calibrationError(confidences).ece,
    precision_at_80: atCoverage(coverageCurve(confidences), 0.8)!.precision,
  };
}

/** What assignments gain over others. */
export function gainOf(
  truths: readonly Truth[],
  before: readonly Assignment[],
  after: readonly Assignment[],
  draws: BootstrapOptions = {},
): Difference {
  return differenceOf(
    pairedOf(truths),
    rolesOf(before),
    rolesOf(after),
    draws,
  );
}

/** The roles, as places in ROLES. */
export const rolesOf = (assignments: readonly Assignment[]) =>
  roleIndices(assignments.map(({ role }) => role));

/** The truths side by side. */
export function pairedOf(truths: readonly Truth[]): PairedSamples {
  return {
    truth: roleIndices(truths.map(({ role }) => role)),
    groups: Uint32Array.from(truths, ({ group }) => group),
    weights: Float64Array.from(truths, ({ weight }) => weight),
  };
}
