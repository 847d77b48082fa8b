/**
 * The commands of docs/teach.md, run one after the other where a fresh clone would run them.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { jsonLines } from "./helpers/cli.ts";
import { Home } from "./helpers/home.ts";
import { EXAMPLES } from "./helpers/labelled.ts";

const DOC = Deno.readTextFileSync(
  new URL("../docs/teach.md", import.meta.url),
);

/** The blocks of commands, in order. */
const BLOCKS = [...DOC.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, x]) => x!);

Deno.test({
  name: "the commands of docs/teach.md do what it says",
  // They are those of a shell.
  ignore: Deno.build.os === "windows",
  async fn() {
    assert(BLOCKS.length >= 7, `${BLOCKS.length} blocks`);
    using home = new Home();
    Deno.symlinkSync(EXAMPLES, `${home.work}/examples`);
    for (const block of BLOCKS) {
      const { code, stderr } = await home.shell(block);
      assertEquals(code, 0, block + stderr);
    }
    const assigned = async (...more: string[]) => {
      const { stdout } = await home.roles([
        "assign",
        "examples/kit",
        "--format=jsonl",
        ...more,
      ]);
      return new Map(
        jsonLines(stdout).map((record) => [record.filepath, record]),
      );
    };
    const before = await assigned();
    const after = await assigned("--config=mine.yaml");
    const taste = Deno.readTextFileSync(`${home.work}/taste.csv`);
    for (const row of taste.trim().split("\n").slice(1)) {
      const [path, role] = row.split(",");
      assertEquals(after.get(path!)!.role, role);
      assertEquals(before.get(path!)!.role, "FILL");
    }
    const tom = "examples/kit/percussion/tom_high.wav";
    const core = (of: typeof after) => of.get(tom)!.scores.final["CORE"]!;
    assert(core(after) > core(before) + 0.1, `${core(after)}`);
    for (const [path, { role }] of before) {
      if (/percussion\/(tom|conga)/.test(path)) continue;
      assertEquals(after.get(path)!.role, role, path);
    }
    assertStringIncludes(
      Deno.readTextFileSync(`${home.work}/fitted.yaml`),
      "rule_scoring:",
    );
  },
});
