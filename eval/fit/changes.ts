/**
 * What of a configuration a fit changed.
 *
 * @module
 */
import type { RolesConfig } from "../../src/config/schema.ts";

/** A value that is another now; null: the key is not there. */
export interface Change {
  /** Dotted. */
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Sections that change as a whole: their parts mean little one by one. */
const WHOLE =
  /^(rule_scoring\.weights|fusion\.calibration\w*|fusion\.role_bias)$/;

/** The values that differ, rule weights apart. */
export function changesOf(before: RolesConfig, after: RolesConfig): Change[] {
  const old = leavesOf(before);
  const now = leavesOf(after);
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => key !== "rule_scoring.weights")
    .map((key) => ({
      key,
      before: old.get(key) ?? null,
      after: now.get(key) ?? null,
    }))
    .filter((change) => change.before !== change.after);
}

/** How many rule weights differ, and of how many. */
export function weightChanges(
  before: RolesConfig,
  after: RolesConfig,
): { readonly changed: number; readonly all: number } {
  const weights = ({ rule_scoring }: RolesConfig) =>
    new Map(
      Object.entries(rule_scoring.weights).flatMap(([role, own]) =>
        Object.entries(own).map(([term, x]) => [`${role}.${term}`, x] as const)
      ),
    );
  const old = weights(before);
  const now = weights(after);
  const keys = [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => (old.get(key) ?? 0) !== 0 || (now.get(key) ?? 0) !== 0);
  return {
    changed: keys.filter((key) => (old.get(key) ?? 0) !== (now.get(key) ?? 0))
      .length,
    all: keys.length,
  };
}

function leavesOf(value: unknown, key = ""): Map<string, string> {
  if (
    typeof value !== "object" || value === null || Array.isArray(value) ||
    WHOLE.test(key)
  ) return new Map([[key, inYaml(value)]]);
  return new Map(
    Object.entries(value).flatMap(([name, item]) => [
      ...leavesOf(item, key === "" ? name : `${key}.${name}`),
    ]),
  );
}

/** On one line, as YAML takes it. */
function inYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inYaml).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  return entries.length === 0
    ? "{}"
    : `{ ${entries.map(([k, x]) => `${k}: ${inYaml(x)}`).join(", ")} }`;
}
