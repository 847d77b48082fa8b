/**
 * Help and version, as a person sees them.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import project from "../deno.json" with { type: "json" };
import { roles } from "./helpers/cli.ts";
import { cliReference, COMMANDS, REFERENCE } from "./helpers/cli_reference.ts";

Deno.test("docs/cli.md is what --help says (deno run -P=test tests/helpers/cli_reference.ts makes it)", async () => {
  assertEquals(Deno.readTextFileSync(REFERENCE), await cliReference());
});

Deno.test("help is for people: it names its command, gives an example, and fits", async () => {
  const text = Deno.readTextFileSync(REFERENCE);
  for (const command of COMMANDS) {
    const name = ["roles", ...command].join(" ");
    const section = text.split(`\n## ${name}\n`)[1]!.split("\n## ")[0]!;
    assertStringIncludes(section, `\n  ${name} `);
    for (const line of section.split("\n")) assert(line.length <= 132, line);
  }
  const { code, stdout, stderr } = await roles([]);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(text, stdout.trimEnd());
});

Deno.test("--version is that of deno.json", async () => {
  const { code, stdout } = await roles(["--version"]);
  assertEquals([code, stdout], [0, `${project.version}\n`]);
});
