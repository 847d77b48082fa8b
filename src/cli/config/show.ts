/**
 * `roles config show`.
 *
 * @module
 */
import { configToObject, configToYaml } from "../../config/show.ts";
import type { Cli } from "../context.ts";
import { configOf } from "../inputs.ts";
import type { ShowFlags } from "./command.ts";

export default async function show(this: Cli, flags: ShowFlags): Promise<void> {
  const { terminal } = this;
  const resolved = await configOf(flags, terminal);
  terminal.out.write(
    flags.format === "json"
      ? JSON.stringify(configToObject(resolved), null, 2) + "\n"
      : await configToYaml(resolved, { origins: true }),
  );
}
