/**
 * What the native libraries of every target weigh, as they are and as they stand in the file:
 * `deno run -A release/sizes.ts`.
 *
 * @module
 */
import { join } from "node:path";
import { packLibraries } from "./native.ts";
import { ROOT } from "./paths.ts";
import { TARGETS } from "./targets.ts";

const mb = (bytes: number) => (bytes / 1e6).toFixed(1).padStart(5);

for (const target of TARGETS) {
  console.log(target.name);
  if (target.native === null) {
    console.log("    none");
    continue;
  }
  const files = packLibraries(
    target,
    join(ROOT, "dist", "native", target.triple),
  );
  for (const { name, bytes, packed } of files) {
    console.log(`    ${name.padEnd(26)} ${mb(bytes)} MB  ${mb(packed)} MB`);
  }
  const sum = (key: "bytes" | "packed") =>
    files.reduce((total, file) => total + file[key], 0);
  console.log(
    `    ${"".padEnd(26)} ${mb(sum("bytes"))} MB  ${mb(sum("packed"))} MB`,
  );
}
