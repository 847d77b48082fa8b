/**
 * Why a sample got a role and not its label's, in a few words.
 *
 * @module
 */
import type { Explanation } from "../src/assign.ts";
import { type Role, ROLES } from "../src/types.ts";

/** Most reasons of one kind. */
const MOST = 3;

const say = (x: number) => x.toFixed(2);

/**
 * What spoke most for the assigned role against the label's: the rule terms that part them, the model, the guards.
 *
 * @param explanation of the sample, as `explainEvidence` gives it.
 * @param label the role that a person gave, other than the assigned one.
 */
export function reasonsFor(explanation: Explanation, label: Role): string[] {
  const { role, scores } = explanation;
  const reasons = [
    `rules: ${role} ${say(scores.rule.get(role))}, ${label} ${
      say(scores.rule.get(label))
    }`,
    ...termReasons(explanation, label),
  ];
  if (scores.clap !== null) {
    const nearest = explanation.prompts?.toSorted((a, b) =>
      b.similarity - a.similarity
    )[0];
    reasons.push(
      `model: ${role} ${say(scores.clap.get(role))}, ${label} ${
        say(scores.clap.get(label))
      }` +
        (nearest === undefined
          ? ""
          : `; nearest prompt “${nearest.prompt}” (${nearest.role})`),
    );
  }
  for (const { guard, reason, multiplied } of explanation.guards) {
    const factors = ROLES.filter((r) =>
      (r === role || r === label) && multiplied[r] !== undefined
    );
    if (factors.length === 0) continue;
    reasons.push(
      `${guard}: ${
        factors.map((r) => `${r} × ${multiplied[r]}`).join(", ")
      } (${reason})`,
    );
  }
  return reasons;
}

/** The rule terms and penalties that lift the assigned role most above the label's. */
function termReasons(
  { role, terms, penalties }: Explanation,
  label: Role,
): string[] {
  const lift = new Map<string, { value: number; lift: number }>();
  const add = (name: string, value: number, amount: number) => {
    const before = lift.get(name)?.lift ?? 0;
    lift.set(name, { value, lift: before + amount });
  };
  for (const { term, value, contribution } of terms[role]) {
    add(term, value, contribution);
  }
  for (const { term, value, contribution } of terms[label]) {
    add(term, value, -contribution);
  }
  const ofTerms = [...lift]
    .filter(([, { lift }]) => lift >= 0.005)
    .sort(([, a], [, b]) => b.lift - a.lift)
    .slice(0, MOST)
    .map(([term, { value, lift }]) =>
      `${term} = ${say(value)} lifts ${role} over ${label} by ${say(lift)}`
    );
  const ofPenalties = label !== "TEXTURE"
    ? []
    : penalties.map((p) => `TEXTURE −${say(-p.contribution)} (${p.reason})`);
  return [...ofTerms, ...ofPenalties];
}
