/**
 * Ends of the tool that are not its own: signals, readers that leave.
 */
import { assert, assertEquals } from "@std/assert";
import { rolesCommand, RULES } from "./helpers/cli.ts";
import { snare, temporaryFolder, wav, writeFiles } from "./helpers/sounds.ts";

/** More records than a pipe and the tool's own buffer hold, so that a run waits for its reader. */
const MANY = 2000;

/** A run over one sound, many times, that is in the middle of its work when this returns. */
async function startRun(folder: string, ...more: string[]) {
  writeFiles(folder, {
    "a.wav": wav(snare().subarray(0, 2000)),
    "list.txt": `${folder}/a.wav\n`.repeat(MANY),
    "out/role_pools.json": "older",
  });
  const args = ["assign", RULES, "--files-from", `${folder}/list.txt`];
  const process = rolesCommand([...args, "--format=jsonl", "--debug", ...more])
    .spawn();
  const reader = process.stdout.getReader();
  const { value } = await reader.read();
  assert(value !== undefined && value.length > 0);
  return { process, reader };
}

/** Whether stderr says nothing of errors; which model is in use may be said. */
const isQuiet = (stderr: string) => /^(rules only: .*\n)?$/.test(stderr);

const names = (folder: string) =>
  Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();

for (const [signal, status] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} leaves no half-written file and what was there before`, {
    ignore: Deno.build.os === "windows",
  }, async () => {
    using folder = temporaryFolder();
    const out = `${folder.path}/out`;
    const { process, reader } = await startRun(folder.path, "--out", out);
    assertEquals(names(out).length, 2, "a temporary file stands there");
    process.kill(signal);
    let rest = 0;
    for (let r = await reader.read(); !r.done; r = await reader.read()) {
      rest += r.value.length;
    }
    const stderr = await new Response(process.stderr).text();
    assertEquals((await process.status).code, status);
    assert(isQuiet(stderr), stderr);
    assertEquals(names(out), ["role_pools.json"]);
    assertEquals(Deno.readTextFileSync(`${out}/role_pools.json`), "older");
    assert(rest < MANY * 500, "it stopped in the middle");
  });
}

Deno.test("a reader that leaves ends the run quietly", async () => {
  using folder = temporaryFolder();
  const { process, reader } = await startRun(folder.path);
  await reader.cancel();
  const stderr = await new Response(process.stderr).text();
  assertEquals((await process.status).code, 0);
  assert(isQuiet(stderr), stderr);
});

Deno.test("with --out, a reader that leaves does not end the run", async () => {
  using folder = temporaryFolder();
  const out = `${folder.path}/out`;
  const { process, reader } = await startRun(folder.path, "--out", out);
  await reader.cancel();
  await process.stderr.cancel();
  assertEquals((await process.status).code, 0);
  assertEquals(names(out), ["role_assignment_debug.json", "role_pools.json"]);
  const debug = JSON.parse(
    Deno.readTextFileSync(`${out}/role_assignment_debug.json`),
  );
  assertEquals(debug.length, MANY);
});
