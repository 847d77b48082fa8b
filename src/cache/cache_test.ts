import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  DSPFeatures,
  type Evidence,
  FEATURE_NAMES,
  type FeatureName,
} from "../types.ts";
import { type CacheOptions, type EvidenceCache, openCache } from "./cache.ts";
import type { FileIdentity } from "./identity.ts";
import { evidenceOf, SCOPE, textOf, writeFiles } from "./testing/evidence.ts";

/** A folder with a cache; times are an hour ahead, so that the files count as settled. */
async function withCache(
  work: (cache: EvidenceCache, folder: string) => Promise<void> | void,
  options: CacheOptions = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const warnings: string[] = [];
  try {
    using cache = await openCache(join(folder, "cache", "evidence.sqlite"), {
      now: () => Date.now() + 3_600_000,
      warn: (message) => warnings.push(message),
      ...options,
    });
    await work(cache, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  assertEquals(warnings, []);
}

/** Identities that exist. */
function identify(cache: EvidenceCache, paths: string[]): FileIdentity[] {
  return cache.identify(paths).map((file) => {
    assert(file !== null);
    return file;
  });
}

Deno.test("evidence comes back to the bit", () =>
  withCache((cache, folder) => {
    const float64 = fc.double();
    // Any UTF-16, lone surrogates too.
    const anyText = fc.array(fc.nat(0xffff))
      .map((codes) => String.fromCharCode(...codes));
    const arbitrary = fc.record({
      values: fc.tuple(...FEATURE_NAMES.map(() => float64)),
      embedding: fc.option(fc.float32Array({ minLength: 0, maxLength: 100 })),
      warnings: fc.array(
        fc.record({
          code: fc.string(),
          message: anyText,
        }),
        { maxLength: 3 },
      ),
    });
    const [file] = identify(cache, writeFiles(folder, 1));
    fc.assert(
      fc.property(arbitrary, ({ values, embedding, warnings }) => {
        const evidence: Evidence = {
          features: new DSPFeatures(
            Object.fromEntries(
              FEATURE_NAMES.map((name, i) => [name, values[i]]),
            ) as Record<FeatureName, number>,
          ),
          embedding,
          warnings,
        };
        cache.putEvidence(SCOPE, [{ file: file!, evidence }]);
        const [found] = cache.getEvidence(SCOPE, [file!]);
        assert(found);
        assertEquals(textOf(found), textOf(evidence));
        assert(found.features instanceof DSPFeatures);
      }),
      { numRuns: 60 },
    );
  }));

Deno.test("an embedding that is a part of a larger array is kept as that part", () =>
  withCache((cache, folder) => {
    const [file] = identify(cache, writeFiles(folder, 1));
    const all = Float32Array.from({ length: 100 }, (_, i) => i);
    const evidence = { ...evidenceOf(1), embedding: all.subarray(10, 20) };
    cache.putEvidence(SCOPE, [{ file: file!, evidence }]);
    assertEquals(
      cache.getEvidence(SCOPE, [file!])[0]?.embedding,
      all.slice(10, 20),
    );
    cache.putText("m", [{ prompt: "p", embedding: all.subarray(90) }]);
    assertEquals(cache.getText("m", ["p"]), [all.slice(90)]);
  }));

Deno.test("evidence is found by content: of moved, renamed and copied files", () =>
  withCache((cache, folder) => {
    const paths = writeFiles(folder, 3);
    const files = identify(cache, paths);
    assertEquals(cache.getEvidence(SCOPE, files), [null, null, null]);
    cache.putEvidence(
      SCOPE,
      files.map((file, n) => ({ file, evidence: evidenceOf(n) })),
    );
    Deno.mkdirSync(`${folder}/sub`);
    Deno.renameSync(paths[0]!, `${folder}/sub/kick.wav`);
    Deno.copyFileSync(paths[1]!, `${folder}/copy`);
    const moved = identify(cache, [
      `${folder}/sub/kick.wav`,
      `${folder}/copy`,
      paths[2]!,
    ]);
    assertEquals(cache.getEvidence(SCOPE, moved), [0, 1, 2].map(evidenceOf));
  }));

Deno.test("other keys, another model or no model are other evidence", () =>
  withCache((cache, folder) => {
    const files = identify(cache, writeFiles(folder, 1));
    cache.putEvidence(SCOPE, [{ file: files[0]!, evidence: evidenceOf(1) }]);
    for (
      const scope of [
        { ...SCOPE, keys: '{"a":2}' },
        { ...SCOPE, model: "other" },
        { ...SCOPE, model: null },
        { keys: SCOPE.keys + SCOPE.model, model: null },
      ]
    ) assertEquals(cache.getEvidence(scope, files), [null]);
    assertNotEquals(cache.getEvidence(SCOPE, files), [null]);
  }));

Deno.test("a file that was just written to is read again, whatever its size and time say", () =>
  withCache((cache, folder) => {
    const [path] = writeFiles(folder, 1);
    const time = new Date("2020-01-01");
    Deno.utimeSync(path!, time, time);
    const [before] = identify(cache, [path!]);
    Deno.writeTextFileSync(path!, "CONTENT 0"); // in place, with the same length
    Deno.utimeSync(path!, time, time);
    const [after] = identify(cache, [path!]);
    assertNotEquals(after!.content, before!.content);
  }, { now: Date.now }));

Deno.test("a known file is not read again, and a young one is not remembered", () => {
  let now = 0;
  return withCache((cache, folder) => {
    const [path] = writeFiles(folder, 1);
    const { ctime, mtime } = Deno.statSync(path!);
    const changed = (ctime ?? mtime)!.getTime();
    now = changed + 2_000;
    identify(cache, [path!]);
    assertEquals(cache.info().files, 0, "too young");
    now = changed + 2_001;
    const [known] = identify(cache, [path!]);
    assertEquals(cache.info().files, 1);
    const db = new DatabaseSync(cache.info().path!);
    db.exec("UPDATE files SET content = 'as remembered'");
    assertEquals(identify(cache, [path!]), [
      { ...known!, content: "as remembered" },
    ]);
    db.close();
    Deno.truncateSync(path!, 4);
    assertEquals(identify(cache, [path!])[0]!.content.length, 64, "it changed");
  }, { now: () => now });
});

Deno.test("evidence of a file that changed meanwhile is not kept", () =>
  withCache((cache, folder) => {
    const paths = writeFiles(folder, 3);
    const files = identify(cache, paths);
    Deno.writeTextFileSync(paths[0]!, "longer than it was");
    Deno.removeSync(paths[1]!);
    cache.putEvidence(
      SCOPE,
      files.map((file, n) => ({ file, evidence: evidenceOf(n) })),
    );
    assertEquals(
      cache.getEvidence(SCOPE, files).map((found) => found !== null),
      [false, false, true],
    );
  }));

Deno.test("what is no file or cannot be read has no identity", () =>
  withCache((cache, folder) => {
    writeFiles(folder, 1);
    assertEquals(
      cache.identify([folder, `${folder}/none`, "a\0b", `${folder}/0`])
        .map((file) => file !== null),
      [false, false, false, true],
    );
    assertEquals(cache.getEvidence(SCOPE, [null]), [null]);
  }));

Deno.test("embeddings of prompts are kept by model and prompt", () =>
  withCache((cache) => {
    const prompts = ["a kick drum", "ein Becken – zisch", ""];
    const vectors = prompts.map((_, n) => evidenceOf(n + 1).embedding!);
    assertEquals(cache.getText("m1", prompts), [null, null, null]);
    cache.putText(
      "m1",
      prompts.map((prompt, i) => ({ prompt, embedding: vectors[i]! })),
    );
    assertEquals<unknown>(cache.getText("m1", prompts), vectors);
    assertEquals(cache.getText("m2", prompts), [null, null, null]);
    assertEquals(cache.getText("m1a", [" kick drum"]), [null]);
    assertEquals(cache.info().texts, 3);
  }));

Deno.test("info counts, clear removes", () =>
  withCache((cache, folder) => {
    const files = identify(cache, writeFiles(folder, 40));
    cache.putEvidence(
      SCOPE,
      files.map((file, n) => ({ file, evidence: evidenceOf(n) })),
    );
    const path = join(folder, "cache", "evidence.sqlite");
    Deno.writeTextFileSync(`${path}.corrupt-1`, "old");
    const { bytes, ...counts } = cache.info();
    assertEquals(counts, {
      path,
      evidence: 40,
      texts: 0,
      files: 40,
      set_aside: [`${path}.corrupt-1`],
    });
    assert(bytes > 40 * 2048);
    cache.clear();
    const after = cache.info();
    assertEquals(
      [after.evidence, after.files, after.set_aside],
      [0, 0, []],
    );
    assert(after.bytes < 70_000, `${after.bytes}`);
    assertEquals(cache.getEvidence(SCOPE, files), files.map(() => null));
  }));

Deno.test("over its size, the cache drops what was not used for longest", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "evidence.sqlite");
  const paths = writeFiles(folder, 300);
  let now = Date.now();
  const open = () => openCache(path, { now: () => now, maxBytes: 700_000 });
  {
    using cache = await open();
    const files = identify(cache, paths.slice(0, 150));
    cache.putEvidence(
      SCOPE,
      files.map((file, n) => ({ file, evidence: evidenceOf(n) })),
    );
  }
  now += 30 * 86_400_000;
  {
    using cache = await open();
    assertEquals(cache.info().evidence, 150, "not over the limit yet");
    const again = identify(cache, paths.slice(0, 20)); // used: they are to stay
    assert(!cache.getEvidence(SCOPE, again).includes(null));
    const files = identify(cache, paths.slice(150));
    cache.putEvidence(
      SCOPE,
      files.map((file, n) => ({ file, evidence: evidenceOf(n + 150) })),
    );
  }
  {
    using cache = await open();
    assert(cache.info().bytes <= 700_000);
    const kept = cache.getEvidence(SCOPE, identify(cache, paths))
      .map((found) => found !== null);
    const count = (from: number, to: number) =>
      kept.slice(from, to).filter(Boolean).length;
    assertEquals(count(150, 300), 150, "the new ones stay");
    assertEquals(count(0, 20), 20, "those that were used again stay");
    assert(count(20, 150) < 40, "the old ones went");
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("without a cache nothing is known and nothing is kept", async () => {
  using cache = await openCache(null);
  const [path] = [import.meta.filename!];
  assertEquals(cache.enabled, false);
  assertEquals(cache.identify([path]), [null]);
  const file = { path, content: "c", stamp: "s" };
  cache.putEvidence(SCOPE, [{ file, evidence: evidenceOf(1) }]);
  assertEquals(cache.getEvidence(SCOPE, [file]), [null]);
  cache.putText("m", [{ prompt: "p", embedding: new Float32Array(2) }]);
  assertEquals(cache.getText("m", ["p"]), [null]);
  assertEquals(cache.info(), {
    path: null,
    bytes: 0,
    evidence: 0,
    texts: 0,
    files: 0,
    set_aside: [],
  });
  cache.clear();
});
