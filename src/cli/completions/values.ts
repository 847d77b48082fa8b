/**
 * What options and arguments propose for their values. A text after a tab says what the value means.
 *
 * What is looked up loads when it is asked for: the descriptions of commands are loaded for every run.
 *
 * @module
 */
import type * as Prompts from "../../clap/prompts.ts";
import type * as Presets from "../../config/presets.ts";
import type * as Shape from "../../config/shape.ts";
import type * as Registry from "../../models/registry.ts";

// By URL, as a literal import() would be read at every start.
const loadPrompts = (): Promise<typeof Prompts> =>
  import(import.meta.resolve("../../clap/prompts.ts"));
const loadPresets = (): Promise<typeof Presets> =>
  import(import.meta.resolve("../../config/presets.ts"));
const loadShape = (): Promise<typeof Shape> =>
  import(import.meta.resolve("../../config/shape.ts"));
const loadRegistry = (): Promise<typeof Registry> =>
  import(import.meta.resolve("../../models/registry.ts"));

/** Names of presets. */
export async function proposePresets(): Promise<readonly string[]> {
  return (await loadPresets()).PRESET_NAMES;
}

/** Prompts files that come with the tool. */
export async function proposePrompts(): Promise<readonly string[]> {
  return (await loadPrompts()).PROMPTS_NAMES;
}

/** Devices that a model may run on. */
export async function proposeDevices(): Promise<readonly string[]> {
  const shape = (await loadShape()).shapeAt(["clap", "device"]);
  return shape?.kind === "value" ? shape.choices : [];
}

/** Models that have a name. */
export async function proposeModels(): Promise<readonly string[]> {
  const { Registry } = await loadRegistry();
  return Registry.builtIn().entries.map(({ name, note }) => `${name}\t${note}`);
}

/** Models that can be pulled. */
export async function proposeHubModels(): Promise<readonly string[]> {
  const { isHubEntry, Registry } = await loadRegistry();
  return Registry.builtIn().entries.filter(isHubEntry)
    .map(({ name, note }) => `${name}\t${note}`);
}

/** What `--model` takes, besides folders. */
export async function proposeModelOrNone(): Promise<readonly string[]> {
  return [...await proposeModels(), "none\trules alone"];
}

/** Keys of the configuration, then the values of those that take one of some. */
export async function proposeSettings(
  partial: string,
): Promise<readonly string[]> {
  const { valueShapes } = await loadShape();
  return [...valueShapes()].flatMap((
    [key, { allowed, choices, description }],
  ) =>
    partial.startsWith(`${key}=`)
      ? (allowed === "true or false" ? ["true", "false"] : choices)
        .map((choice) => `${key}=${choice}`)
      : [`${key}=\t${description}`]
  );
}
