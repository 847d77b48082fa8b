/**
 * Holds docs/output.md to what the tool writes.
 */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { jsonLines, roles, RULES } from "./helpers/cli.ts";
import { temporaryFolder } from "./helpers/sounds.ts";

const text = Deno.readTextFileSync(
  new URL("../docs/output.md", import.meta.url),
);
const KIT = fileURLToPath(new URL("../examples/kit", import.meta.url));

/** The first column of the table with this heading, the `n`th of that name under a section. */
function table(section: string, heading: string, n = 0): string[] {
  const part = text.split(`\n## ${section}\n`)[1]!.split("\n## ")[0]!;
  const heads = new RegExp(`\n\\| ${heading} +\\|.*\n`);
  const rows = part.split(heads)[n + 1]!.split("\n\n")[0]!;
  return Array.from(rows.matchAll(/^\| `(\w+)` +\|/gm), (m) => m[1]!);
}

Deno.test("docs/output.md lists the fields that there are, in their order", async () => {
  using folder = temporaryFolder();
  const sounds = [`${KIT}/drums/kick_808.wav`, `${KIT}/hats/closed.wav`];
  const cwd = folder.path;
  const [json, csv, explain, csvFeatures, features] = await Promise.all([
    roles([
      "assign",
      ...sounds,
      RULES,
      "--format=json",
      "--debug",
      "--out=o",
    ], { cwd }),
    roles(["assign", ...sounds, RULES, "--format=csv", "--debug"]),
    roles(["explain", ...sounds, RULES, "--format=json"]),
    roles(["extract", ...sounds, RULES]),
    roles(["extract", ...sounds, RULES, "--format=jsonl"]),
  ]);
  const { samples, pools, summary, ...rest } = JSON.parse(json.stdout);
  assertEquals(rest, {});
  const names = table("Records", "feature");
  assertEquals(Object.keys(samples[0]), [
    ...table("Records", "field"),
    ...table("Records", "field", 1),
  ]);
  assertEquals(Object.keys(samples[0].features), names);
  assertEquals(Object.keys(summary), table("Records", "summary"));
  assertEquals(Object.keys(pools), table("Pools file", "key"));

  const header = csv.stdout.split("\n")[0]!.split(",");
  assertEquals(header, [...table("CSV", "column"), ...names]);

  const debug = JSON.parse(
    Deno.readTextFileSync(`${cwd}/o/role_assignment_debug.json`),
  );
  assertEquals(Object.keys(debug[0]), table("Debug file", "key"));
  assertEquals(
    Object.keys(JSON.parse(explain.stdout)[0]),
    table("Explanations", "key"),
  );
  assertEquals(
    csvFeatures.stdout.split("\n")[0]!.split(","),
    ["path", ...names, "warnings"],
  );
  assertEquals(
    Object.keys(jsonLines(features.stdout)[0]!),
    table("Features and embeddings", "field"),
  );
});

Deno.test("docs/output.md lists every code of warnings and errors", () => {
  const codes = (folder: string, pattern: RegExp): string[] =>
    Array.from(Deno.readDirSync(new URL(`../${folder}`, import.meta.url)))
      .filter(({ name }) => name.endsWith(".ts") && !name.endsWith("_test.ts"))
      .flatMap(({ name }) =>
        Array.from(
          Deno.readTextFileSync(
            new URL(`../${folder}/${name}`, import.meta.url),
          ).matchAll(pattern),
          (m) => m[1]!,
        )
      );
  const warnings = ["src/audio", "src/dsp"].flatMap((folder) =>
    codes(folder, /\bcode: "(\w+)"/g)
  );
  assertEquals(
    table("Records", "warning").sort(),
    [...new Set(warnings)].sort(),
  );
  const errors = Deno.readTextFileSync(
    new URL("../src/errors.ts", import.meta.url),
  ).split("AudioErrorCode =")[1]!.split(";")[0]!.matchAll(/"(\w+)"/g);
  assertEquals(
    table("Records", "error"),
    [...Array.from(errors, (m) => m[1]!), "internal"],
  );
});
