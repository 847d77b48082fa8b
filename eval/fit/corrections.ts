/**
 * What is corrected after the fusion: a bias for roles, and guards. Both must win on packs that had no part in the choice,
 * beyond noise, or they are off.
 *
 * @module
 */
import type { GuardsConfig, RolesConfig } from "../../src/config/schema.ts";
import { GUARD_NAMES, type GuardName } from "../../src/fusion/guards.ts";
import { ROLES } from "../../src/types.ts";
import { withoutGuard } from "../variants.ts";
import type { Bench } from "./bench.ts";
import { isGain } from "./choose.ts";

/** Risk of taking luck for a gain: five corrections of each kind are tried. */
const RISK = 0.05 / 5;

type Fused = ReturnType<Bench["fused"]>;

/** A correction that is tried: the roles under it. */
interface Try<T> {
  readonly value: T;
  readonly roles: Uint8Array;
}

/**
 * The best of the tries, if it is a gain beyond noise: each fold is judged by the try that is best on the others. The folds
 * are those that the samples name, so that what wins on one source only does not pass for a gain.
 *
 * @param before the roles without any of them.
 */
function winner<T>(
  bench: Bench,
  before: Uint8Array,
  tries: readonly Try<T>[],
): Try<T> | null {
  const best = (counts?: (sound: number) => boolean) => {
    let top: Try<T> | null = null;
    let score = bench.macroF1(before, counts);
    for (const one of tries) {
      const own = bench.macroF1(one.roles, counts);
      if (own <= score) continue;
      top = one;
      score = own;
    }
    return top;
  };
  const all = best();
  if (all === null) return null;
  const outOfFold = before.slice();
  const folds = several(bench.given) ? bench.given : bench.fold;
  for (const fold of new Set(folds)) {
    const roles = best((i) => folds[i] !== fold)?.roles ?? before;
    folds.forEach((own, i) => {
      if (own === fold) outOfFold[i] = roles[i]!;
    });
  }
  return isGain(bench, before, outOfFold, RISK) ? all : null;
}

const several = (folds: readonly number[]) => new Set(folds).size > 1;

const BIASES = [
  -0.2,
  -0.15,
  -0.1,
  -0.07,
  -0.04,
  -0.02,
  0.02,
  0.04,
  0.07,
  0.1,
  0.15,
  0.2,
];

/** Biases that win, one role after another. */
export function chooseBias(
  bench: Bench,
  fuse: (bias: RolesConfig["fusion"]["role_bias"]) => Fused,
  guards: GuardsConfig,
): RolesConfig["fusion"]["role_bias"] {
  let bias: RolesConfig["fusion"]["role_bias"] = {};
  let roles = bench.roles(fuse(bias), guards);
  for (let round = 0; round < ROLES.length; round++) {
    const tries = ROLES.filter((role) => bias[role] === undefined)
      .flatMap((role) =>
        BIASES.map((by) => {
          const value = { ...bias, [role]: by };
          return { value, roles: bench.roles(fuse(value), guards) };
        })
      );
    const won = winner(bench, roles, tries);
    if (won === null) return bias;
    ({ value: bias, roles } = won);
  }
  return bias;
}

/** Values of a guard's keys that are tried. */
const GRIDS: {
  readonly [G in GuardName]: Readonly<
    Partial<Record<keyof GuardsConfig[G], readonly (number | boolean)[]>>
  >;
} = {
  texture_suppress: {
    transient_S_threshold: [0.4, 0.6, 0.8, 0.95],
    decay_short_threshold: [0.05, 0.1, 0.2, 0.32],
    multiply: [0.3, 0.6, 0.8],
  },
  sustained_noise_suppress: {
    decay_long_threshold: [0.3, 0.5, 0.7, 0.95],
    flatness_threshold: [0.05, 0.15, 0.25, 0.4],
    core_multiply: [0.3, 0.65, 1],
    accent_multiply: [0.3, 0.75, 1],
  },
  motion_min_condition: {
    high_ratio_threshold: [0, 0.05, 0.1, 0.2, 0.33, 0.5],
    decay_max_threshold: [0.3, 0.55, 0.8, 1],
    multiply: [0.3, 0.5, 0.7, 0.85],
  },
  fill_conservative: {
    min_prob: [0, 0.35, 0.5],
    min_margin: [0, 0.06, 0.12, 0.25],
    multiply: [0.3, 0.6, 0.8, 0.9],
  },
  low_conf_texture_extra_suppress: {
    enabled: [true],
    margin_threshold: [0.05, 0.1, 0.2, 0.4],
    multiply: [0.5, 0.7, 0.9],
  },
};

/** Guards that are all off; one factor of 1 after another. */
export function guardsOff(guards: GuardsConfig): GuardsConfig {
  return {
    ...GUARD_NAMES.reduce(withoutGuard, guards),
    low_conf_texture_extra_suppress: {
      ...guards.low_conf_texture_extra_suppress,
      enabled: false,
    },
  };
}

/** The guards that win, the others off. */
export function chooseGuards(
  bench: Bench,
  fused: Fused,
  configured: GuardsConfig,
): GuardsConfig {
  let guards = guardsOff({ ...configured, enabled: true });
  let roles = bench.roles(fused, guards);
  const open = new Set(GUARD_NAMES);
  while (open.size > 0) {
    const tries = [...open].flatMap((guard) =>
      settingsOf(guard, configured).map((setting) => {
        const value = { guard, guards: { ...guards, [guard]: setting } };
        return { value, roles: bench.roles(fused, value.guards) };
      })
    );
    const won = winner(bench, roles, tries);
    if (won === null) break;
    ({ roles, value: { guards } } = won);
    open.delete(won.value.guard);
  }
  // One that won must not be kept from running.
  const won = open.size < GUARD_NAMES.length;
  return { ...guards, enabled: configured.enabled || won };
}

function settingsOf<G extends GuardName>(
  guard: G,
  configured: GuardsConfig,
): GuardsConfig[G][] {
  let settings: GuardsConfig[G][] = [configured[guard]];
  for (const [key, values] of Object.entries(GRIDS[guard])) {
    settings = settings.flatMap((setting) =>
      (values as (number | boolean)[])
        .map((value) => ({ ...setting, [key]: value }))
    );
  }
  return [configured[guard], ...settings];
}
