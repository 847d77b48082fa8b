/**
 * What the commands about models share.
 *
 * @module
 */
import type { RolesConfig } from "../../config/schema.ts";
import { ModelStore } from "../../models/store.ts";
import { configOf } from "../inputs.ts";
import type { Terminal } from "../terminal.ts";
import type { ModelCommandFlags } from "./command.ts";

/** The models of this machine, at the place that the configuration names, and that configuration. */
export async function storeOf(
  flags: ModelCommandFlags,
  terminal: Terminal,
): Promise<{ readonly store: ModelStore; readonly config: RolesConfig }> {
  const { config } = await configOf(flags, terminal);
  return {
    store: ModelStore.open({ cacheDir: config.clap.cache_dir }),
    config,
  };
}
