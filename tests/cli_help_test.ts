/**
 * Help and version, as a person sees them.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import project from "../deno.json" with { type: "json" };
import { roles } from "./helpers/cli.ts";
import { allHelp, cliReference, REFERENCE } from "./helpers/cli_reference.ts";

Deno.test("docs/cli.md is what --help says (deno run -P=test tests/helpers/cli_reference.ts makes it)", async () => {
  assertEquals(Deno.readTextFileSync(REFERENCE), await cliReference());
});

Deno.test("help is for people: it names its command, shows an example, and fits", async () => {
  const all = await allHelp();
  assert(all.length > 8);
  for (const [name, help] of all) {
    assertStringIncludes(help, `\n  ${name} `);
    for (const line of help.split("\n")) assert(line.length <= 140, line);
  }
});

Deno.test("the process says the same, and its version is that of deno.json", async () => {
  const [none, root, assign, version] = await Promise.all([
    roles([]),
    roles(["--help"]),
    roles(["assign", "-h"]),
    roles(["--version"]),
  ]);
  const help = new Map(await allHelp());
  for (const run of [none, root]) {
    assertEquals([run.code, run.stderr], [0, ""]);
    assertEquals(run.stdout.trimEnd(), help.get("roles"));
  }
  assertEquals(assign.stdout.trimEnd(), help.get("roles assign"));
  assertEquals([version.code, version.stdout], [0, `${project.version}\n`]);
});
