/**
 * The configuration that a sweep chose, as a file.
 *
 * @module
 */
import type { ResolvedConfig } from "../../src/config/load.ts";
import { configToYaml } from "../../src/config/show.ts";
import { editableConfig } from "./points.ts";
import type { SweepResult } from "./result.ts";
import type { Rule } from "./selection.ts";

const digits = (score: number | null | undefined) => score?.toFixed(4) ?? "–";

/**
 * A complete YAML configuration with the values that a rule chose; comments at its head say how it was found.
 *
 * @param resolved the configuration that was swept.
 */
export async function chosenConfigYaml(
  { config, preset }: Pick<ResolvedConfig, "config" | "preset">,
  sweep: SweepResult,
  rule: Rule,
): Promise<string> {
  const choice = sweep[rule];
  const keys = sweep.axes.map(({ key }) => key);
  const how = rule === "best"
    ? "the best"
    : "the nearest to the configuration as it was within one standard error of the best";
  const head = [
    `Chosen by a sweep over ${sweep.points.length} points, by ${sweep.metric}: ${how}.`,
    `${sweep.metric} on the samples that chose it ${
      digits(choice.score)
    }, on packs held out ${digits(choice.honest?.score)}; as it was ${
      digits(sweep.default.score)
    }.`,
    ...sweep.axes.map(({ key, default: was }, d) =>
      `${key}: ${JSON.stringify(choice.values[d])} (was ${JSON.stringify(was)})`
    ),
  ];
  const yaml = await configToYaml({
    config: editableConfig(config, keys, choice.values).config,
    preset,
    origins: new Map(),
  });
  return head.map((line) => `# ${line}\n`).join("") + yaml;
}
