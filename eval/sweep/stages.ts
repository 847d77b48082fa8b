/**
 * The steps from evidence to roles over all sounds at once: what src/dsp/rule_scoring.ts, src/clap/scoring.ts,
 * src/fusion/fuse.ts and src/fusion/guards.ts do for one sound, in the same order of operations, so that the results
 * are the same to the last bit (fast_test.ts holds that).
 *
 * Five numbers a sound are five columns, one a role.
 *
 * @module
 */
import type {
  FusionConfig,
  GuardsConfig,
  RuleScoringConfig,
  Term,
} from "../../src/config/schema.ts";
import { ROLES } from "../../src/types.ts";
import { type SweepData, TERM_NAMES } from "./data.ts";

/** A column for each role, in the order of ROLES. */
export type Columns = readonly [
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
];

/** Five columns of zeros. */
export function newColumns(n: number): Columns {
  return [
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(n),
  ];
}

/** The column of a feature term. */
export function termColumn({ terms, n }: SweepData, term: Term): Float64Array {
  const at = TERM_NAMES.indexOf(term) * n;
  return terms.subarray(at, at + n);
}

/** Rule score of one role: the weighted sum of its terms. */
export function weightedSum(
  data: SweepData,
  weights: RuleScoringConfig["weights"]["core"],
  out: Float64Array,
): void {
  out.fill(0);
  for (const term in weights) {
    const weight = weights[term as Term]!;
    const column = termColumn(data, term as Term);
    for (let i = 0; i < out.length; i++) out[i]! += weight * column[i]!;
  }
}

/** Takes the penalties from TEXTURE's rule score. */
export function takePenalties(
  data: SweepData,
  penalty: RuleScoringConfig["texture_penalty"],
  texture: Float64Array,
): void {
  if (!penalty.enabled) return;
  const sharpness = termColumn(data, "S");
  const decay = termColumn(data, "D");
  const flatness = termColumn(data, "flatness");
  for (let i = 0; i < texture.length; i++) {
    if (
      sharpness[i]! >= penalty.transient_S_threshold &&
      decay[i]! <= penalty.decay_short_threshold
    ) texture[i]! -= penalty.penalty;
    if (
      penalty.use_flatness_gate && flatness[i]! <= penalty.flatness_threshold
    ) texture[i]! -= penalty.flatness_penalty;
  }
}

/** Softmax of each sound's five scores. */
export function softmaxColumns(
  [s0, s1, s2, s3, s4]: Columns,
  temperature: number,
  [p0, p1, p2, p3, p4]: Columns,
): void {
  for (let i = 0; i < s0.length; i++) {
    const a = s0[i]!, b = s1[i]!, c = s2[i]!, d = s3[i]!, e = s4[i]!;
    let max = a;
    if (b > max) max = b;
    if (c > max) max = c;
    if (d > max) max = d;
    if (e > max) max = e;
    // exp(0) is 1 exactly, and the largest is always there.
    const x0 = a === max ? 1 : Math.exp((a - max) / temperature);
    const x1 = b === max ? 1 : Math.exp((b - max) / temperature);
    const x2 = c === max ? 1 : Math.exp((c - max) / temperature);
    const x3 = d === max ? 1 : Math.exp((d - max) / temperature);
    const x4 = e === max ? 1 : Math.exp((e - max) / temperature);
    const sum = x0 + x1 + x2 + x3 + x4;
    p0[i] = x0 / sum;
    p1[i] = x1 / sum;
    p2[i] = x2 / sum;
    p3[i] = x3 / sum;
    p4[i] = x4 / sum;
  }
}

/**
 * Fuses and normalises; `margin` becomes the best score less the second.
 *
 * @param clap null: the rules decide alone.
 */
export function fuseColumns(
  rule: Columns,
  clap: Columns | null,
  { alpha: given, role_bias }: FusionConfig,
  fused: Columns,
  margin: Float64Array,
): void {
  const alpha = clap === null ? 1 : given;
  for (const [r, role] of ROLES.entries()) {
    const bias = role_bias[role] ?? 0;
    const from = rule[r]!;
    const out = fused[r]!;
    if (clap === null) {
      for (let i = 0; i < out.length; i++) {
        out[i] = Math.max(alpha * from[i]! + 0 + bias, 0);
      }
    } else {
      const model = clap[r]!;
      for (let i = 0; i < out.length; i++) {
        out[i] = Math.max(
          alpha * from[i]! + (1 - alpha) * model[i]! + bias,
          0,
        );
      }
    }
  }
  normaliseColumns(fused, margin);
}

/** Divides five numbers of 0 or more by their sum, and takes the margin; all 0 become 1/5. */
function normaliseColumns(
  [f0, f1, f2, f3, f4]: Columns,
  margin: Float64Array,
): void {
  for (let i = 0; i < f0.length; i++) {
    let a = f0[i]!, b = f1[i]!, c = f2[i]!, d = f3[i]!, e = f4[i]!;
    const sum = a + b + c + d + e;
    if (sum > 0) {
      a /= sum;
      b /= sum;
      c /= sum;
      d /= sum;
      e /= sum;
    } else {a =
        b =
        c =
        d =
        e =
          1 / ROLES.length;}
    f0[i] = a;
    f1[i] = b;
    f2[i] = c;
    f3[i] = d;
    f4[i] = e;
    let first = a, second = b;
    if (b > a) {
      first = b;
      second = a;
    }
    if (c > first) {
      second = first;
      first = c;
    } else if (c > second) second = c;
    if (d > first) {
      second = first;
      first = d;
    } else if (d > second) second = d;
    if (e > first) {
      second = first;
      first = e;
    } else if (e > second) second = e;
    margin[i] = first - second;
  }
}

/** Features that the guards look at. */
export interface GuardFeatures {
  readonly sharpness: Float64Array;
  readonly decay: Float64Array;
  readonly flatness: Float64Array;
  readonly high: Float64Array;
}

/** Applies the guards to fused scores and takes the best role of each sound, as its place in ROLES. */
export function guardedRoles(
  [f0, f1, f2, f3, f4]: Columns,
  margin: Float64Array,
  { sharpness, decay, flatness, high }: GuardFeatures,
  guards: GuardsConfig,
  roles: Uint8Array,
): void {
  const { enabled } = guards;
  const ts = guards.texture_suppress;
  const { transient_S_threshold: tsS, decay_short_threshold: tsD } = ts;
  const tsBy = ts.multiply;
  const sn = guards.sustained_noise_suppress;
  const { decay_long_threshold: snD, flatness_threshold: snF } = sn;
  const { core_multiply: snCore, accent_multiply: snAccent } = sn;
  const mm = guards.motion_min_condition;
  const { high_ratio_threshold: mmH, decay_max_threshold: mmD } = mm;
  const mmBy = mm.multiply;
  const fc = guards.fill_conservative;
  const { min_prob: fcP, min_margin: fcM, multiply: fcBy } = fc;
  const lc = guards.low_conf_texture_extra_suppress;
  const lcM = lc.enabled ? lc.margin_threshold : -Infinity;
  const lcBy = lc.multiply;
  const percussive = ROLES.map((role) => lc.percussive_roles.includes(role));
  for (let i = 0; i < roles.length; i++) {
    let a = f0[i]!, b = f1[i]!, c = f2[i]!, d = f3[i]!, e = f4[i]!;
    if (enabled) {
      const long = decay[i]!;
      const m = margin[i]!;
      if (sharpness[i]! >= tsS && long <= tsD) e *= tsBy;
      if (long >= snD && flatness[i]! >= snF) {
        a *= snCore;
        b *= snAccent;
      }
      if (high[i]! < mmH || long > mmD) c *= mmBy;
      if (d < fcP || m < fcM) d *= fcBy;
      // Of equal scores the earlier role goes first, so TEXTURE leads only when it is above every other.
      if (m < lcM && e > a && e > b && e > c && e > d) {
        let second = 0;
        let score = a;
        if (b > score) {
          second = 1;
          score = b;
        }
        if (c > score) {
          second = 2;
          score = c;
        }
        if (d > score) second = 3;
        if (percussive[second]) e *= lcBy;
      }
    }
    let best = 0;
    let score = a;
    if (b > score) {
      best = 1;
      score = b;
    }
    if (c > score) {
      best = 2;
      score = c;
    }
    if (d > score) {
      best = 3;
      score = d;
    }
    if (e > score) {
      best = 4;
      score = e;
    }
    roles[i] = enabled && best > 0 ? earlierIfEqual(a, b, c, d, e, best) : best;
  }
}

/** How much less than the best a score may be and still become equal to it when both are divided. */
const ULPS = 1 - 4 * Number.EPSILON;

/**
 * The last normalisation divides all scores by one sum. That keeps their order, but two that differ in the last bit
 * may become equal, and then the earlier role goes first.
 */
function earlierIfEqual(
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  best: number,
): number {
  const top = best === 1 ? b : best === 2 ? c : best === 3 ? d : e;
  const near = top * ULPS;
  if (
    !(a >= near || (best > 1 && b >= near) || (best > 2 && c >= near) ||
      (best > 3 && d >= near))
  ) return best;
  const sum = a + b + c + d + e;
  if (!(sum > 0)) return 0;
  const share = top / sum;
  if (a / sum === share) return 0;
  if (best > 1 && b / sum === share) return 1;
  if (best > 2 && c / sum === share) return 2;
  if (best > 3 && d / sum === share) return 3;
  return best;
}
