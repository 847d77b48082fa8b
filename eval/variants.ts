/**
 * Configurations with a part taken away: what the guards and the parts of the fusion are worth.
 *
 * @module
 */
import { assignEvidence } from "../src/assign.ts";
import type { ClapScorer } from "../src/clap/scoring.ts";
import type { GuardsConfig, RolesConfig } from "../src/config/schema.ts";
import { GUARD_NAMES, type GuardName } from "../src/fusion/guards.ts";
import {
  type Evidence,
  type Role,
  ROLES,
  type SampleResult,
} from "../src/types.ts";
import type { GuardFigures } from "./evaluation.ts";

/** What a variant is judged on. */
export interface VariantSample {
  readonly label: Role;
  /** The sample as the configuration itself assigns it. */
  readonly record: SampleResult;
  readonly evidence: Pick<Evidence, "features" | "embedding">;
}

/** A configuration and the model it runs with. */
export interface Setup {
  readonly config: RolesConfig;
  /** null: rules only. */
  readonly clap: ClapScorer | null;
}

/** A configuration in which the model alone decides. */
export const modelOnly = (config: RolesConfig): RolesConfig => ({
  ...config,
  fusion: { ...config.fusion, alpha: 0 },
});

/** Name of a {@linkcode Variant}. */
export type VariantName = "rules_only" | "clap_only" | "guards_off";

/** The roles that a variant assigns, as places in ROLES. */
export interface Variant {
  readonly name: VariantName;
  readonly roles: Uint8Array;
}

/** The variants that differ from a setup: the parts of a fusion where there is one, and no guards where there are. */
export function variantsOf(
  samples: readonly VariantSample[],
  { config, clap }: Setup,
): Variant[] {
  const variant = (name: VariantName, setup: Setup): Variant => ({
    name,
    roles: rolesUnder(samples, setup),
  });
  return [
    ...clap === null ? [] : [
      variant("rules_only", { config, clap: null }),
      variant("clap_only", { config: modelOnly(config), clap }),
    ],
    ...config.guards.enabled
      ? [variant("guards_off", {
        config: { ...config, guards: { ...config.guards, enabled: false } },
        clap,
      })]
      : [],
  ];
}

function rolesUnder(
  samples: readonly VariantSample[],
  { config, clap }: Setup,
): Uint8Array {
  return Uint8Array.from(
    samples,
    ({ evidence }) =>
      ROLES.indexOf(assignEvidence(evidence, config, clap).role),
  );
}

/** What each guard did: the roles with it against the roles without it alone. Empty if the guards are off. */
export function guardFigures(
  samples: readonly VariantSample[],
  { config, clap }: Setup,
): GuardFigures[] {
  if (!config.guards.enabled) return [];
  return GUARD_NAMES.map((guard) => {
    const without = { ...config, guards: withoutGuard(config.guards, guard) };
    const figures = {
      guard,
      fired: 0,
      helped: 0,
      harmed: 0,
      swapped: 0,
      no_change: 0,
    };
    for (const { label, record, evidence } of samples) {
      if (!record.guards.some((effect) => effect.guard === guard)) continue;
      figures.fired++;
      const before = assignEvidence(evidence, without, clap).role;
      if (before === record.role) figures.no_change++;
      else if (record.role === label) figures.helped++;
      else if (before === label) figures.harmed++;
      else figures.swapped++;
    }
    return figures;
  });
}

/** The guards with one of them taken away: a factor of 1 switches it off. */
export function withoutGuard(
  guards: GuardsConfig,
  guard: GuardName,
): GuardsConfig {
  const multipliers = Object.keys(guards[guard])
    .filter((key) => key.endsWith("multiply"))
    .map((key) => [key, 1]);
  return {
    ...guards,
    [guard]: { ...guards[guard], ...Object.fromEntries(multipliers) },
  };
}
