/**
 * Roles of all sounds under one configuration after another: only what a change touches is computed anew.
 *
 * @module
 */
import type { ClapConfig, RolesConfig } from "../../src/config/schema.ts";
import { RolesError } from "../../src/errors.ts";
import type { SweepData } from "./data.ts";
import { similarityColumns } from "./similarity.ts";
import {
  type Columns,
  fuseColumns,
  guardedRoles,
  newColumns,
  softmaxColumns,
  takePenalties,
  termColumn,
  weightedSum,
} from "./stages.ts";

/** Keys of `rule_scoring.weights`, in the order of ROLES. */
const WEIGHTS = ["core", "accent", "motion", "fill", "texture"] as const;
const TEXTURE = 4;

/**
 * Assigns all sounds under a configuration, and remembers what the next configuration may share with it.
 *
 * Gives exactly the roles of `assignEvidence`, sound by sound.
 */
export class FastAssigner {
  readonly #data: SweepData;
  readonly #raw: Columns;
  readonly #rule: Columns;
  readonly #similarities: Columns;
  readonly #clap: Columns | null;
  readonly #fused: Columns;
  readonly #margin: Float64Array;
  readonly #roles: Uint8Array;
  /** What each stage was last made from, as text. */
  readonly #made = new Map<string, string>();

  constructor(data: SweepData) {
    const { n } = data;
    this.#data = data;
    this.#raw = newColumns(n);
    this.#rule = newColumns(n);
    this.#similarities = newColumns(data.prompts === null ? 0 : n);
    this.#clap = data.prompts === null ? null : newColumns(n);
    this.#fused = newColumns(n);
    this.#margin = new Float64Array(n);
    this.#roles = new Uint8Array(n);
  }

  /**
   * The role of each sound, as its place in ROLES.
   *
   * @returns the same array at every call: copy what must stay.
   * @throws {RolesError} if `clap.prompts` names prompts that the data does not have.
   */
  assign(config: RolesConfig): Uint8Array {
    const rule = this.#makeRule(config);
    const clap = this.#makeClap(config.clap);
    const { alpha, role_bias } = config.fusion;
    if (
      this.#changed("fused", [alpha, role_bias]) || rule || clap
    ) {
      fuseColumns(
        this.#rule,
        this.#clap,
        config.fusion,
        this.#fused,
        this.#margin,
      );
    }
    guardedRoles(
      this.#fused,
      this.#margin,
      {
        sharpness: termColumn(this.#data, "S"),
        decay: termColumn(this.#data, "D"),
        flatness: termColumn(this.#data, "flatness"),
        high: termColumn(this.#data, "H"),
      },
      config.guards,
      this.#roles,
    );
    return this.#roles;
  }

  /** @returns whether the rules' probabilities are others now. */
  #makeRule({ rule_scoring, dsp }: RolesConfig): boolean {
    let changed = false;
    for (const [r, name] of WEIGHTS.entries()) {
      const weights = rule_scoring.weights[name];
      const column = this.#raw[r]!;
      if (r === TEXTURE) {
        const { texture_penalty } = rule_scoring;
        if (!this.#changed(name, [weights, texture_penalty])) continue;
        weightedSum(this.#data, weights, column);
        takePenalties(this.#data, texture_penalty, column);
      } else {
        if (!this.#changed(name, weights)) continue;
        weightedSum(this.#data, weights, column);
      }
      changed = true;
    }
    if (!this.#changed("rule", dsp.tau_rule) && !changed) return false;
    softmaxColumns(this.#raw, dsp.tau_rule, this.#rule);
    return true;
  }

  /** @returns whether the model's probabilities are others now. */
  #makeClap(clap: ClapConfig): boolean {
    if (this.#clap === null) return false;
    const { prompts, ensemble, top_k, tau_clap, prototypes } = clap;
    const found = this.#data.prompts!.find(({ name }) => name === prompts);
    if (found === undefined) {
      throw new RolesError(`Cannot score with the prompts "${prompts}"`);
    }
    const { taught } = found;
    const similar = this.#changed("similarities", [
      prompts,
      ensemble,
      ensemble === "topk" ? top_k : null,
      ensemble === "logsumexp" || taught !== null ? tau_clap : null,
      taught === null ? null : prototypes,
    ]);
    if (similar) similarityColumns(found, clap, this.#similarities);
    if (!this.#changed("clap", tau_clap) && !similar) return false;
    softmaxColumns(this.#similarities, tau_clap, this.#clap);
    return true;
  }

  #changed(stage: string, from: unknown): boolean {
    const text = JSON.stringify(from);
    if (this.#made.get(stage) === text) return false;
    this.#made.set(stage, text);
    return true;
  }
}
