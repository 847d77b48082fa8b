/**
 * `roles model list`.
 *
 * @module
 */
import { formatBytes } from "../../models/errors.ts";
import { isHubEntry } from "../../models/registry.ts";
import type { ModelStatus } from "../../models/store.ts";
import type { Cli } from "../context.ts";
import { harmless, pad } from "../text.ts";
import type { ModelTableFlags } from "./command.ts";
import { storeOf } from "./store.ts";

export default async function list(
  this: Cli,
  flags: ModelTableFlags,
): Promise<void> {
  const { out, paint } = this.terminal;
  const { store, config } = await storeOf(flags, this.terminal);
  const wanted = config.clap.model_id;
  const chosen = store.registry.find(wanted);
  const models = await store.list();
  if (flags.format === "json") {
    const entries = models.map((status) => entryOf(status, chosen));
    out.write(JSON.stringify(entries, null, 2) + "\n");
    return;
  }
  const rows = models.map((status) => ({
    ...status,
    cells: [
      status.entry.name + (status.entry === chosen ? " (default)" : ""),
      status.state,
      sizeOf(status),
      status.entry.licence,
    ],
  }));
  const heading = ["name", "state", "size", "licence"];
  const widths = heading.map((word, i) =>
    Math.max(word.length, ...rows.map(({ cells }) => cells[i]!.length))
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => pad(cell, widths[i]!)).join("  ").trimEnd();
  out.write(`${paint("dim", line(heading))}\n`);
  for (const { cells, entry } of rows) {
    out.write(`${line(cells)}\n${paint("dim", `  ${entry.note}`)}\n`);
  }
  if (chosen === undefined) {
    out.write(
      wanted === "none"
        ? "\nThe configuration names none: rules only (clap.model_id)\n"
        : `\nThe configuration names a folder: ${harmless(wanted)}\n`,
    );
  }
}

/** `621 MB`, or `120 MB of 621 MB`. */
function sizeOf({ state, bytes, present_bytes }: ModelStatus): string {
  return state === "partial"
    ? `${formatBytes(present_bytes)} of ${formatBytes(bytes)}`
    : formatBytes(bytes);
}

/** What there is to know about a model, for scripts. */
function entryOf(
  { entry, state, bytes, present_bytes }: ModelStatus,
  chosen: ModelStatus["entry"] | undefined,
) {
  return {
    name: entry.name,
    default: entry === chosen,
    state,
    bytes,
    present_bytes,
    licence: entry.licence,
    licence_source: entry.licence_source,
    note: entry.note,
    quantized: entry.quantized,
    dimension: entry.dimension,
    aliases: entry.aliases,
    repository: isHubEntry(entry) ? entry.repository : null,
    revision: isHubEntry(entry) ? entry.revision : null,
  };
}
