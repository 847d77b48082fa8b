/**
 * Packs and instruments: where the mistakes are.
 *
 * @module
 */
import type { EvaluatedSample, Slice } from "./evaluation.ts";

/** How many samples of average accuracy each slice is thought to have besides its own, when slices are ordered. */
const PRIOR = 2;

/**
 * Figures of each group of samples, worst first. For the order each accuracy is drawn a little towards that of all
 * samples, so that a group of one mistake does not stand above a large bad one.
 *
 * @param nameOf the group of a sample; null: in none.
 */
export function slicesBy(
  samples: readonly EvaluatedSample[],
  nameOf: (sample: EvaluatedSample) => string | null,
): Slice[] {
  const named = samples.filter((sample) => nameOf(sample) !== null);
  if (named.length === 0) return [];
  const weightOf = (some: readonly EvaluatedSample[]) =>
    some.reduce((sum, { weight }) => sum + weight, 0);
  const isWrong = ({ label, role }: EvaluatedSample) => label !== role;
  const overall = 1 - weightOf(named.filter(isWrong)) / weightOf(named);
  return [...Map.groupBy(named, (sample) => nameOf(sample)!)]
    .map(([name, members]) => {
      const mistakes = members.filter(isWrong);
      const wrong = weightOf(mistakes);
      const weight = weightOf(members);
      const rank = (weight - wrong + PRIOR * overall) / (weight + PRIOR);
      return {
        rank,
        slice: {
          name,
          n: members.length,
          accuracy: (weight - wrong) / weight,
          wrong,
          confused: mostFrequent(mistakes),
        },
      };
    })
    .sort((a, b) => a.rank - b.rank || (a.slice.name < b.slice.name ? -1 : 1))
    .map(({ slice }) => slice);
}

function mostFrequent(mistakes: readonly EvaluatedSample[]): Slice["confused"] {
  const kinds = [
    ...Map.groupBy(mistakes, ({ label, role }) => `${label} ${role}`).values(),
  ].sort((a, b) => b.length - a.length);
  const [most] = kinds;
  return most === undefined
    ? null
    : { label: most[0]!.label, role: most[0]!.role, n: most.length };
}
