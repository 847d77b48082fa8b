/**
 * What stands below the table: the pools, then how many of what.
 *
 * @module
 */
import type { PoolConfig } from "../../config/schema.ts";
import type { RunSummary } from "../../pipeline/outputs.ts";
import type { PoolCandidate, RolePools } from "../../pool/build_pools.ts";
import { ROLES } from "../../types.ts";
import { ROLE_STYLE } from "../roles.ts";
import { count, harmless, type Paint } from "../text.ts";

/** Moves, and samples left out, that are listed one by one. */
const LISTED = 5;

/** Sizes of the pools, and who does not stand where its role says. */
export function poolLines(
  pools: RolePools<PoolCandidate>,
  { max_sizes }: PoolConfig,
  paint: Paint,
): string[] {
  const lines = [paint("bold", "Pools")];
  for (const role of ROLES) {
    const size = String(pools.get(role).length).padStart(4);
    const limit = max_sizes[role];
    const of = limit === undefined ? "" : ` of at most ${limit}`;
    lines.push(`  ${paint(ROLE_STYLE[role], role.padEnd(8))}${size}${of}`);
  }
  for (const { role, reason } of pools.unfilled) {
    lines.push(`  ${paint("yellow", "empty")}: ${role}: ${reason}`);
  }
  lines.push(...listed(
    "moved",
    pools.moves.map(({ sample, from, to, reason }) =>
      `${harmless(sample.filepath)}: ${from} → ${to}: ${reason}`
    ),
  ));
  lines.push(...listed(
    "left out of the pools",
    pools.unpooled.map(({ sample, reason }) =>
      `${harmless(sample.filepath)}: ${reason}`
    ),
  ));
  return lines;
}

function listed(what: string, entries: readonly string[]): string[] {
  if (entries.length === 0) return [];
  const more = entries.length - LISTED;
  return [
    `  ${entries.length} ${what}:`,
    ...entries.slice(0, LISTED).map((entry) => `    ${entry}`),
    ...(more > 0 ? [`    and ${more} more (--format json lists all)`] : []),
  ];
}

/** How many files have which role, are uncertain, failed, were skipped. */
export function summaryLines(summary: RunSummary, paint: Paint): string[] {
  const roles = ROLES.map((role) =>
    `${summary.roles[role]} ${paint(ROLE_STYLE[role], role)}`
  );
  const lines = [`${count(summary.files, "file")}: ${roles.join(", ")}`];
  if (summary.uncertain > 0) {
    lines.push(
      `${
        paint("yellow", "?")
      } ${summary.uncertain} uncertain (--uncertain lists them)`,
    );
  }
  if (summary.failed > 0) {
    lines.push(
      `${paint("red", "!")} ${count(summary.failed, "file")} cannot be read`,
    );
  }
  const skipped = Object.entries(summary.skipped);
  if (skipped.length > 0) {
    lines.push(
      `skipped: ${skipped.map(([type, n]) => `${n} ${type}`).join(", ")}`,
    );
  }
  return lines;
}
