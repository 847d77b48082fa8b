/**
 * `roles extract` with a model: the vectors in each format are the same, and beside their rows.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { join } from "node:path";
import { filesBelow, Home, TINY, writeSounds } from "./helpers/home.ts";

const MODEL = ["--model", TINY, "--no-cache"];

Deno.test("npy, csv and jsonl hold the same vectors, in the order of the rows that succeeded", async () => {
  using home = new Home();
  const kit = join(home.work, "kit");
  writeSounds(kit, 20);
  Deno.writeTextFileSync(join(kit, "1004b.wav"), "no sound");
  const extract = (...args: string[]) =>
    home.roles(["extract", "kit", ...args]);
  const [csv, jsonl, without, rules] = await Promise.all([
    extract(...MODEL, "--embeddings", "a.npy"),
    extract(...MODEL, "--embeddings", "a.CSV", "--format=jsonl"),
    extract("--model=none", "--format=jsonl"),
    extract("--model=none", "--embeddings", "b.npy"),
  ]);
  for (const { code, stderr } of [csv, jsonl, without]) {
    assertEquals(code, 1);
    assertStringIncludes(stderr, 'Cannot read "kit/1004b.wav"');
  }
  const rows = parse(csv.stdout).slice(1);
  const [heading, ...vectors] = parse(
    Deno.readTextFileSync(join(home.work, "a.CSV")),
  );
  assertEquals(heading!.slice(0, 3), ["path", "e0", "e1"]);
  assertEquals(vectors.map(([path]) => path), rows.map(([path]) => path));
  assertEquals(rows.length, 20);

  const bytes = Deno.readFileSync(join(home.work, "a.npy"));
  assertStringIncludes(
    new TextDecoder().decode(bytes.subarray(10, 128)),
    "'shape': (20, 48)",
  );
  const values = new Float32Array(bytes.buffer.slice(128));
  assertEquals(
    values,
    Float32Array.from(vectors.flatMap(([, ...cells]) => cells.map(Number))),
  );
  for (let i = 0; i < 20; i++) {
    const length = Math.hypot(...values.subarray(48 * i, 48 * (i + 1)));
    assert(Math.abs(length - 1) < 1e-6, `row ${i} has length ${length}`);
  }

  const embeddingsOf = (text: string): (number[] | null)[] =>
    text.trim().split("\n").map((line) => JSON.parse(line).embedding);
  const embeddings = embeddingsOf(jsonl.stdout);
  assertEquals(embeddings.length, 21);
  assertEquals(
    embeddings.flatMap((embedding) => embedding ?? []),
    vectors.flatMap(([, ...cells]) => cells.map(Number)),
  );
  assert(embeddingsOf(without.stdout).every((embedding) => embedding === null));

  assertEquals([rules.code, rules.stdout], [2, ""]);
  assertStringIncludes(rules.stderr, "--embeddings needs a model");
  assertEquals(
    filesBelow(home.work).filter((path) => !path.startsWith("kit/")),
    ["a.CSV", "a.npy"],
  );
});

Deno.test("a stopped run leaves the older file and no other", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using home = new Home();
  writeSounds(join(home.work, "kit"), 300);
  const file = join(home.work, "out", "a.npy");
  Deno.mkdirSync(join(home.work, "out"));
  Deno.writeTextFileSync(file, "older");
  const child = home.command([
    "extract",
    "kit",
    ...MODEL,
    "--format=jsonl",
    "--embeddings",
    file,
  ]).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  assertEquals(filesBelow(join(home.work, "out")).length, 2);
  child.kill("SIGINT");
  while (!(await reader.read()).done);
  await child.stderr.cancel();
  assertEquals((await child.status).code, 130);
  assertEquals(filesBelow(join(home.work, "out")), ["a.npy"]);
  assertEquals(Deno.readTextFileSync(file), "older");
});
