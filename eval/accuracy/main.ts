/**
 * `deno task accuracy`: how right the tool is, from the committed evidence; no sounds and no training are needed.
 * `--write` puts the figures into docs/accuracy.md.
 *
 * @module
 */
import { blocksOf, DOCUMENT, withBlocks } from "./blocks.ts";

const ROOT = new URL("../../", import.meta.url);

const [option, ...more] = Deno.args;
if (more.length > 0 || ![undefined, "--write"].includes(option)) {
  console.error("deno task accuracy takes --write, and nothing else");
  Deno.exit(2);
}
const blocks = await blocksOf(ROOT);
if (option === "--write") {
  const path = new URL(DOCUMENT, ROOT);
  Deno.writeTextFileSync(
    path,
    withBlocks(Deno.readTextFileSync(path), blocks),
  );
} else {
  for (const [name, text] of blocks) console.log(`${name}\n\n${text}`);
}
