/**
 * docs/accuracy.md says what the committed evidence says.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { blocksOf, DOCUMENT, withBlocks } from "../eval/accuracy/blocks.ts";

const ROOT = new URL("../", import.meta.url);

Deno.test("docs/accuracy.md is what `deno task accuracy --write` makes of it", async () => {
  const document = Deno.readTextFileSync(new URL(DOCUMENT, ROOT));
  const blocks = await blocksOf(ROOT);
  assertEquals(withBlocks(document, blocks), document);
  // The default beats its rules in every way of holding out.
  const against = blocks.get("against")!.split("\n")
    .filter((line) => line.includes("against its rules"));
  assertEquals(against.length, 2);
  for (const line of against) assert(line.includes("| < 0.001"), line);
});

Deno.test("a block that is missing, unknown or there twice is told", () => {
  const blocks = new Map([["a", "A\n"], ["b", "B\n"]]);
  const block = (name: string) => `<!-- figures: ${name} -->\n<!-- end -->\n`;
  const document = `# T\n\n${block("a")}\ntext $& $1\n\n${block("b")}`;
  const written = withBlocks(document, blocks);
  assert(written.includes("<!-- figures: a -->\n\nA\n\n<!-- end -->"));
  assertEquals(withBlocks(written, blocks), written);
  for (
    const wrong of [block("a"), block("a") + block("a"), document + block("c")]
  ) {
    assertThrows(() => withBlocks(wrong, blocks), Error, "once each");
  }
});
