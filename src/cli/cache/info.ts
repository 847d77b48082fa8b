/**
 * `roles cache info`.
 *
 * @module
 */
import { type CacheInfo, openCache } from "../../cache/cache.ts";
import { formatBytes } from "../../models/errors.ts";
import { type Cli, STATUS } from "../context.ts";
import { warn } from "../inputs.ts";
import { harmless } from "../text.ts";
import type { InfoFlags } from "./command.ts";
import { isThere, placeOf } from "./place.ts";

export default async function info(
  this: Cli,
  flags: InfoFlags,
): Promise<void> {
  const { terminal } = this;
  const path = await placeOf(flags, terminal);
  const there = isThere(path);
  using cache = await openCache(there ? path : null, {
    warn: (message) => warn(terminal, message),
  });
  const found: CacheInfo = { ...cache.info(), path };
  if (there && !cache.enabled) this.process.exitCode = STATUS.FAILED;
  terminal.out.write(
    flags.format === "json"
      ? JSON.stringify(found, null, 2) + "\n"
      : table(found, there),
  );
}

function table(info: CacheInfo, there: boolean): string {
  const say = (n: number) => n.toLocaleString("en-US");
  return [
    `file       ${harmless(info.path!)}${there ? "" : " (not there yet)"}`,
    `size       ${formatBytes(info.bytes)}`,
    `sounds     ${say(info.evidence)}`,
    `prompts    ${say(info.texts)}`,
    `paths      ${say(info.files)}`,
    ...info.set_aside.map((path) => `set aside  ${harmless(path)}`),
  ].join("\n") + "\n";
}
