/**
 * `roles cache` from outside.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import {
  filesBelow,
  Home,
  isQuietWithTiny,
  TINY,
  writeSounds,
} from "./helpers/home.ts";

Deno.test("info, clear and path: what a run has kept is counted, and removed; to look makes no cache", async () => {
  using home = new Home();
  const file = join(home.tmp, "evidence.sqlite");
  const env = { ROLES_CACHE: home.tmp };
  const cache = (...args: string[]) => home.roles(["cache", ...args], env);
  const info = async () =>
    JSON.parse((await cache("info", "--format=json")).stdout);

  assertEquals(await cache("path"), {
    code: 0,
    stdout: `${file}\n`,
    stderr: "",
  });
  const empty = { path: file, bytes: 0, evidence: 0, texts: 0, files: 0 };
  assertEquals(await info(), { ...empty, set_aside: [] });
  assertStringIncludes((await cache("info")).stdout, "(not there yet)");
  assertEquals((await cache("clear")).stdout, "there is no cache yet\n");
  assertEquals(filesBelow(home.tmp), []);

  writeSounds(join(home.work, "kit"), 3);
  const run = ["assign", "kit", "--model", TINY, "--format=csv"];
  const first = await home.roles(run, env);
  assertEquals(first.code, 0);
  assert(isQuietWithTiny(first.stderr), first.stderr);
  const { bytes, evidence, texts, set_aside } = await info();
  assertEquals([bytes, evidence, set_aside], [
    Deno.statSync(file).size,
    3,
    [],
  ]);
  assert(texts >= 5, "a prompt for each role");
  const table = await cache("info");
  assertEquals([table.code, table.stderr], [0, ""]);
  assertStringIncludes(table.stdout, `file       ${file}\nsize       `);
  assertStringIncludes(
    table.stdout,
    `\nsounds     3\nprompts    ${texts}\n`,
  );

  const cleared = await cache("clear");
  assertEquals([cleared.code, cleared.stderr], [0, ""]);
  assertStringIncludes(
    cleared.stdout,
    `removed 3 sounds and ${texts} prompts (`,
  );
  assertEquals((await info()).evidence, 0);
  assertEquals((await home.roles(run, env)).stdout, first.stdout);
});

Deno.test("the configuration's folder wins, and without any the error says what to set", async () => {
  using home = new Home();
  Deno.writeTextFileSync(
    join(home.work, "mine.yaml"),
    "clap:\n  cache_dir: kept\n",
  );
  const [file, set, nowhere] = await Promise.all([
    home.roles(["cache", "path", "--config", "mine.yaml"], {
      ROLES_CACHE: home.tmp,
    }),
    home.roles(["cache", "path", "--set", "clap.cache_dir=~/kept"]),
    home.roles(["cache", "info"], { HOME: "", LOCALAPPDATA: "" }),
  ]);
  assertEquals(file.stdout, `${join(home.work, "kept", "evidence.sqlite")}\n`);
  assertEquals(set.stdout, `${join(home.home, "kept", "evidence.sqlite")}\n`);
  assertEquals([nowhere.code, nowhere.stdout], [2, ""]);
  assertStringIncludes(nowhere.stderr, "set ROLES_CACHE (or clap.cache_dir)");
});

Deno.test("a damaged cache is set aside with a warning; clear removes it", async () => {
  using home = new Home();
  const file = join(home.tmp, "evidence.sqlite");
  Deno.writeTextFileSync(
    file,
    "no database, but as long as one would have to be",
  );
  const env = { ROLES_CACHE: home.tmp };
  const info = await home.roles(["cache", "info"], env);
  assertEquals(info.code, 0);
  assertStringIncludes(info.stderr, `warning: Cache "${file}" was damaged`);
  assertStringIncludes(info.stdout, `set aside  ${file}.corrupt-1\n`);
  const clear = await home.roles(["cache", "clear"], env);
  assertEquals([clear.code, clear.stderr], [0, ""]);
  assertStringIncludes(clear.stdout, "removed 0 sounds and 0 prompts");
  assertEquals(filesBelow(home.tmp), [
    "evidence.sqlite",
    "evidence.sqlite.lock",
  ]);
});
