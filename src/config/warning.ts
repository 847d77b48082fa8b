/**
 * Warnings about a configuration that works, with where the values stand that they are about.
 *
 * @module
 */
import type { ConfigProblem } from "../errors.ts";
import { type Role, ROLES } from "../types.ts";
import type { RolesConfig } from "./schema.ts";
import type { Origin } from "./tree.ts";

/** A warning about a configuration that works. */
export interface ConfigWarning extends ConfigProblem {
  /** Whether a value that it is about was given by the user, not by the preset alone. */
  readonly fromUser: boolean;
}

export type Origins = ReadonlyMap<string, Origin>;

/** A warning before it is known where its values stand. */
export interface Finding {
  /** The keys whose values make it so; the first one is named. */
  readonly keys: readonly string[];
  readonly message: string;
  readonly hint?: string;
}

/** The origins of a value, or of all values of a section. */
export function originsUnder(
  origins: Origins,
  key: string,
): readonly (Origin | undefined)[] {
  if (origins.has(key)) return [origins.get(key)];
  const under = [...origins].filter(([k]) => k.startsWith(`${key}.`));
  return under.length > 0 ? under.map(([, origin]) => origin) : [undefined];
}

export function isUserSet(origins: readonly (Origin | undefined)[]): boolean {
  return origins.some((origin) => origin?.kind !== "preset");
}

export function toWarning(
  { keys, message, hint }: Finding,
  origins: Origins,
): ConfigWarning {
  const involved = keys.flatMap((key) => originsUnder(origins, key));
  return {
    key: keys[0]!,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...placeOf(involved.find((origin) => isUserSet([origin]))),
    fromUser: isUserSet(involved),
  };
}

/** Where a problem of a value with this origin is shown. */
function placeOf(
  origin: Origin | undefined,
): Pick<ConfigProblem, "source" | "line"> {
  switch (origin?.kind) {
    case "file":
      return { source: origin.name, line: origin.line };
    case "set":
      return { source: `--set ${origin.argument}` };
    case "flag":
      return { source: origin.flag };
    default:
      return {};
  }
}

/** A role's key under `rule_scoring.weights`. */
export function weightsKey(
  role: Role,
): keyof RolesConfig["rule_scoring"]["weights"] {
  return role.toLowerCase() as Lowercase<Role>;
}

/**
 * Warnings about roles whose weights a file gives in part, so that the others are the preset's: weights merge term by
 * term, which a reader of the file does not see.
 *
 * A file that repeats the seed's own numbers over the preset `seed` means just that, and is not warned about.
 *
 * @param base the preset that everything was laid on.
 */
export function weightWarnings(
  config: RolesConfig,
  origins: Origins,
  base: RolesConfig,
): ConfigWarning[] {
  return ROLES.flatMap((role) => {
    const name = weightsKey(role);
    const section = `rule_scoring.weights.${name}`;
    const given: string[] = [];
    const unseen: string[] = [];
    let preset = "";
    let changed = false;
    for (
      const [term, weight] of Object.entries(config.rule_scoring.weights[name])
    ) {
      const key = `${section}.${term}`;
      const origin = origins.get(key);
      if (origin?.kind === "file") {
        given.push(key);
        const before: Record<string, number | undefined> =
          base.rule_scoring.weights[name];
        changed ||= weight !== before[term];
      } else if (origin?.kind === "preset" && weight !== 0) {
        preset = origin.name;
        unseen.push(`${term} (${weight})`);
      }
    }
    if (given.length === 0 || unseen.length === 0) return [];
    if (preset === "seed" && !changed) return [];
    const warning = toWarning({
      keys: given,
      message: `gives some terms; ${unseen.join(", ")} ${
        unseen.length === 1 ? "comes" : "come"
      } from the preset ${preset}`,
      hint: `a term set to 0 is dropped${
        preset === "seed"
          ? ""
          : "; if the numbers are the seed's, add preset: seed"
      }`,
    }, origins);
    return [{ ...warning, key: section }];
  });
}
