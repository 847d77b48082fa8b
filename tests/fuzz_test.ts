import { assert, assertEquals } from "@std/assert";
import { fuzz } from "./fuzz.ts";

Deno.test("500 damaged sound files: finite features or a readable error", async () => {
  const summary = await fuzz(500);
  assertEquals(summary.failures, []);
  // Neither everything nor nothing gets through, or the cases would test little.
  assert(summary.decoded > 100, `${summary.decoded} decoded`);
  assert(summary.refused > 100, `${summary.refused} refused`);
});
