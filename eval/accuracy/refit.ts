/**
 * `deno task refit`: fits configs/default.yaml to the committed evidence of packs held out, as
 * `roles fit --evidence FILE` does, and writes what changed into the file, whose comments stay.
 *
 * @module
 */
import { isMap, isNode, parseDocument } from "yaml";
import type { RolesConfig } from "../../src/config/schema.ts";
import { partOf } from "./parts.ts";

const ROOT = new URL("../../", import.meta.url);
const FILE = new URL("configs/default.yaml", ROOT);

const { fit } = await partOf(ROOT, "packs");
Deno.writeTextFileSync(
  FILE,
  updated(Deno.readTextFileSync(FILE), fit.config),
);

/** A preset's text with the keys that a fit may change. */
function updated(text: string, config: RolesConfig): string {
  const document = parseDocument(text);
  const set = (path: readonly string[], value: unknown, flow = true) => {
    const before = document.getIn(path, true);
    // How a number is written stays, too, where it is the same.
    if (
      isNode(before) &&
      JSON.stringify(before.toJSON()) === JSON.stringify(value)
    ) return;
    const node = document.createNode(value);
    if (isMap(node)) node.flow = flow;
    document.setIn(path, node);
  };
  for (const [role, weights] of Object.entries(config.rule_scoring.weights)) {
    // A preset is complete: a term that is not there weighs nothing.
    const own = Object.entries(weights).filter(([, weight]) => weight !== 0);
    set(["rule_scoring", "weights", role], Object.fromEntries(own), false);
  }
  const { rule_scoring, dsp, clap, fusion, guards } = config;
  const { enabled } = rule_scoring.texture_penalty;
  set(["rule_scoring", "texture_penalty", "enabled"], enabled);
  set(["dsp", "tau_rule"], dsp.tau_rule);
  set(["clap", "tau_clap"], clap.tau_clap);
  set(["fusion", "alpha"], fusion.alpha);
  set(["fusion", "role_bias"], fusion.role_bias);
  set(["fusion", "calibration"], fusion.calibration);
  set(["fusion", "calibration_rules_only"], fusion.calibration_rules_only);
  for (const [guard, keys] of Object.entries(guards)) {
    if (typeof keys !== "object") set(["guards", guard], keys);
    else {
      for (const [key, value] of Object.entries(keys)) {
        if (!Array.isArray(value)) set(["guards", guard, key], value);
      }
    }
  }
  return document.toString({ lineWidth: 80 });
}
