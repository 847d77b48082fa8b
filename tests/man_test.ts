/**
 * The manual page: whole, and right for the programs that set it.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import project from "../deno.json" with { type: "json" };
import { ENVIRONMENT } from "../src/cli/man/facts.ts";
import { escape, filled } from "../src/cli/man/roff.ts";
import { roles } from "./helpers/cli.ts";
import { allHelp } from "./helpers/cli_reference.ts";
import { installed } from "./helpers/shells.ts";
import { unless } from "./helpers/unless.ts";

const { stdout: PAGE, code, stderr } = await roles(["man"]);

/** What a reader sees of a text. */
function read(roff: string): string {
  const named: Readonly<Record<string, string>> = {
    aq: "'",
    ga: "`",
    ha: "^",
    ti: "~",
  };
  return roff.replace(
    /\\(?:f[BIR]|([e&-])|\((\w\w)|\[u(\w+)\])/g,
    (_, one?: string, name?: string, hex?: string) =>
      one !== undefined
        ? { e: "\\", "&": "", "-": "-" }[one]!
        : name !== undefined
        ? named[name]!
        : hex !== undefined
        ? String.fromCodePoint(parseInt(hex, 16))
        : "",
  );
}

Deno.test("every command, option and variable of the environment is in it", async () => {
  assertEquals([code, stderr], [0, ""]);
  const page = read(PAGE);
  assertStringIncludes(page, `"roles ${project.version}"`);
  for (const [name, help] of await allHelp()) {
    if (name !== "roles") assertStringIncludes(page, `.SS ${name}\n`);
    const [, flags = ""] = help.split("\nFLAGS\n");
    for (const [, option] of flags.matchAll(/^ *\[?(--[a-z-]+)/gm)) {
      assertStringIncludes(page, option!, name);
    }
  }
});

Deno.test("its environment is what the permissions name", () => {
  assertEquals(
    ENVIRONMENT.flatMap(([names]) => names.split(", ")).sort(),
    project.permissions.pull.env.allow.toSorted(),
  );
});

Deno.test("it uses few macros, and short lines where they are filled", () => {
  let filling = true;
  for (const line of PAGE.split("\n")) {
    if (line === ".nf" || line === ".fi") filling = line === ".fi";
    if (line.startsWith(".")) {
      assert(/^\.(TH|SH|SS|PP|TP|RS 4|RE|nf|fi|br)\b/.test(line), line);
    } else assert(!filling || line.length <= 100, line);
    assert(!line.startsWith("'"), line);
  }
});

Deno.test("escaped and filled text means itself", () => {
  const text = fc.string({ unit: "grapheme" });
  fc.assert(fc.property(text, (text) => {
    const roff = escape(text);
    assertEquals(read(roff), text);
    assert(!/^[.']/m.test(roff));
  }));
  fc.assert(
    fc.property(text, (text) => {
      const lines = filled(text);
      // Other blanks than ASCII's are characters like any: a no-break space stays.
      const words = text.trim().split(/[ \t\n\v\f\r]+/);
      assertEquals(lines.map(read).join(" "), words.join(" "));
      for (const line of lines) {
        assert(!/^[.']/.test(line));
        assert(line.length <= 78 || !line.includes(" "));
      }
    }),
    { examples: [["!\u205f!"], ["a\u00a0b c"]] },
  );
});

Deno.test({
  ...unless(
    installed("mandoc") ? null : "no mandoc",
    "mandoc has nothing to say but that it bears no date",
  ),
  async fn() {
    const process = new Deno.Command("mandoc", {
      args: ["-T", "lint"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(PAGE));
    await writer.close();
    const { stdout } = await process.output();
    const said = new TextDecoder().decode(stdout).trim().split("\n");
    assertEquals(said.filter((line) => !/missing date/.test(line)), []);
  },
});
