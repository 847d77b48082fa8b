/**
 * The built-in configurations, as text: a compiled binary holds them too.
 *
 * @module
 */
import defaultText from "../../configs/default.yaml" with { type: "text" };
import seedText from "../../configs/seed.yaml" with { type: "text" };

/** Name of a built-in configuration. */
export type PresetName = "default" | "seed";

/** YAML text of each built-in configuration; each is complete. */
export const PRESETS: Readonly<Record<PresetName, string>> = {
  default: defaultText,
  seed: seedText,
};

/** Names of the built-in configurations. */
export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

export function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}
