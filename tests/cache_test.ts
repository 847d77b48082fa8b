/**
 * The cache among processes, after kills, on damaged files and where it cannot be written. A cache may forget; it may
 * never be wrong, and never stop a run.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { type EvidenceCache, openCache } from "../src/cache/cache.ts";
import {
  evidenceOf,
  SCOPE,
  textOf,
  writeFiles,
} from "../src/cache/testing/evidence.ts";

const WRITER = join(import.meta.dirname!, "../src/cache/testing/writer.ts");

interface Place {
  /** Of the cache. */
  readonly path: string;
  /** With the files. */
  readonly folder: string;
}

async function withPlace(
  work: (place: Place) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  const folder = join(root, "files");
  await Deno.mkdir(folder);
  try {
    await work({ path: join(root, "cache", "evidence.sqlite"), folder });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function writerArgs(
  { path, folder }: Place,
  first: number,
  count: number,
  files: number,
): string[] {
  return [
    "run",
    "-q",
    "--no-prompt",
    "--allow-read",
    `--allow-write=${join(path, "..")}`,
    WRITER,
    path,
    folder,
    `${first}`,
    `${count}`,
    `${files}`,
  ];
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** What each file's evidence is found to be: its own (true) or unknown (false); anything else fails. */
function found(cache: EvidenceCache, paths: string[]): boolean[] {
  return cache.getEvidence(SCOPE, cache.identify(paths)).map((evidence, n) => {
    if (evidence !== null) {
      assertEquals(textOf(evidence), textOf(evidenceOf(n)));
    }
    return evidence !== null;
  });
}

/** Puts the evidence of all files into a cache and closes it. */
async function fill(path: string, paths: string[]): Promise<void> {
  using cache = await openCache(path);
  cache.putEvidence(
    SCOPE,
    cache.identify(paths).map((file, n) => ({
      file: file!,
      evidence: evidenceOf(n),
    })),
  );
}

function assertWhole(path: string): void {
  const db = new DatabaseSync(path);
  assertEquals(
    { ...db.prepare("PRAGMA integrity_check").get() },
    { integrity_check: "ok" },
  );
  assertEquals(
    { ...db.prepare("PRAGMA journal_mode").get() },
    { journal_mode: "wal" },
  );
  db.close();
}

Deno.test("processes that make and fill the same cache at once lose nothing", () =>
  withPlace(async (place) => {
    const paths = writeFiles(place.folder, 400);
    const outputs = await Promise.all(
      [0, 1, 2, 3].map((i) =>
        new Deno.Command(Deno.execPath(), {
          args: writerArgs(place, i * 100, 100, 400),
        }).output()
      ),
    );
    for (const { code, stdout } of outputs) {
      assertEquals(code, 0);
      assert(!text(stdout).includes("WARNING"), text(stdout));
    }
    using cache = await openCache(place.path);
    assertEquals(found(cache, paths), paths.map(() => true));
    assertWhole(place.path);
  }));

Deno.test("killed in the middle, the cache is whole and has what was finished", () =>
  withPlace(async (place) => {
    const paths = writeFiles(place.folder, 100);
    for (const stop of [3, 40, 90]) {
      const child = new Deno.Command(Deno.execPath(), {
        args: writerArgs(place, 0, Infinity, paths.length),
        stdout: "piped",
      }).spawn();
      let printed = "";
      for await (
        const part of child.stdout.pipeThrough(new TextDecoderStream())
      ) {
        printed += part;
        if (printed.includes(`\n${stop}\n`)) break;
      }
      child.kill("SIGKILL");
      assertEquals((await child.status).success, false);
      using cache = await openCache(place.path, { warn: fail });
      const known = found(cache, paths);
      assert(known.slice(0, stop).every(Boolean));
      assertWhole(place.path);
    }
  }));

const fail = (message: string) => {
  throw new Error(message);
};

Deno.test("a damaged cache forgets, is renewed, and never gives wrong evidence", () =>
  withPlace(async ({ path, folder }) => {
    const paths = writeFiles(folder, 30);
    await fill(path, paths);
    const whole = await Deno.readFile(path);
    let renewed = 0;
    let partly = 0;
    const damage = fc.record({
      at: fc.nat(whole.length - 1),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 4000 }),
      length: fc.option(fc.nat(whole.length)),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, bytes, length }) => {
        const spoiled = whole.slice();
        spoiled.set(bytes.subarray(0, whole.length - at), at);
        await Deno.writeFile(path, spoiled.subarray(0, length ?? undefined));
        const warnings: string[] = [];
        using cache = await openCache(path, {
          warn: (message) => warnings.push(message),
        });
        const before = found(cache, paths);
        const files = cache.identify(paths);
        assert(cache.enabled && !files.includes(null), warnings.join("\n"));
        cache.putEvidence(
          SCOPE,
          files.map((file, n) => ({ file: file!, evidence: evidenceOf(n) })),
        );
        assertEquals(found(cache, paths), paths.map(() => true));
        assert(warnings.length <= 1, warnings.join("\n"));
        for (const message of warnings) {
          assert(
            /^Cache ".*" was damaged \(.+\): it is set aside as "evidence.sqlite.corrupt-\d+" and a new one begun$/
              .test(message),
            message,
          );
          renewed++;
        }
        if (before.includes(true) && before.includes(false)) partly++;
      }),
      { numRuns: 40, seed: 4 },
    );
    assert(renewed > 5 && partly > 2, `${renewed} renewed, ${partly} partly`);
    using cache = await openCache(path);
    assertEquals(cache.info().set_aside.length, renewed);
  }));

Deno.test("a process that is being started elsewhere does not hold a damaged cache", () =>
  withPlace(async ({ path, folder }) => {
    const paths = writeFiles(folder, 2);
    const spawner = new Worker(
      new URL("../src/cache/testing/spawner.ts", import.meta.url),
      { type: "module" },
    );
    try {
      await new Promise((ready) => spawner.onmessage = ready);
      for (let i = 0; i < 200; i++) {
        await fill(path, paths);
        await Deno.writeTextFile(path, "no database, but long enough for one");
        const warnings: string[] = [];
        using cache = await openCache(path, {
          warn: (message) => warnings.push(message),
        });
        assert(cache.enabled, warnings.join());
      }
    } finally {
      spawner.terminate();
    }
  }));

Deno.test("damage that shows in the middle of work is mended once", () =>
  withPlace(async ({ path, folder }) => {
    const paths = writeFiles(folder, 30);
    await fill(path, paths);
    const spoiled = await Deno.readFile(path);
    await Deno.writeFile(path, spoiled.fill(0xff, 8192)); // all but the first page
    const warnings: string[] = [];
    using cache = await openCache(path, {
      warn: (message) => warnings.push(message),
    });
    assertEquals(warnings, [], "the file opens");
    assertEquals(found(cache, paths), paths.map(() => false));
    assertEquals(warnings.length, 1);
    assert(warnings[0]!.includes("malformed"), warnings[0]);
    assertEquals(cache.info().set_aside, [`${path}.corrupt-1`]);
    await fill(path, paths);
    assertEquals(found(cache, paths), paths.map(() => true));
  }));

Deno.test("what is no cache at all is set aside", () =>
  withPlace(async ({ path, folder }) => {
    const paths = writeFiles(folder, 2);
    await fill(path, paths);
    await Deno.writeTextFile(path, "not a database, but long enough for one");
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    {
      using cache = await openCache(path, { warn });
      assertEquals(found(cache, paths), [false, false]);
    }
    await Deno.remove(path);
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE somebody (elses TEXT)");
    other.close();
    {
      using cache = await openCache(path, { warn });
      assertEquals(cache.enabled, true);
      assertEquals(cache.info().set_aside, [
        `${path}.corrupt-1`,
        `${path}.corrupt-2`,
      ]);
    }
    assertEquals(warnings.length, 2);
    assert(warnings[0]!.includes("file is not a database"));
    assert(warnings[1]!.includes("no cache of roles"));
  }));

Deno.test("a damaged cache that another process uses is left alone", () =>
  withPlace(async ({ path, folder }) => {
    const paths = writeFiles(folder, 30);
    await fill(path, paths);
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    using first = await openCache(path, { warn });
    await Deno.writeFile(path, new Uint8Array(50_000).fill(7));
    {
      using second = await openCache(path, { warn });
      assertEquals(second.enabled, false);
      assertEquals(found(second, paths), paths.map(() => false));
    }
    assertEquals(warnings.length, 1);
    assert(warnings[0]!.includes("another process uses it; going on without"));
    // The first one, alone now, mends it when it meets the damage, or had it all in memory.
    found(first, paths);
    await fill(path, paths);
    using third = await openCache(path, { warn });
    assertEquals(found(third, paths), paths.map(() => true));
  }));

Deno.test("a cache of an older version is begun anew, one of a newer version is left alone", () =>
  withPlace(async ({ path, folder }) => {
    const paths = writeFiles(folder, 2);
    await fill(path, paths);
    const setVersion = (version: number) => {
      const db = new DatabaseSync(path);
      db.exec(`PRAGMA user_version = ${version}`);
      db.close();
    };
    setVersion(99);
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    {
      using cache = await openCache(path, { warn });
      assertEquals(found(cache, paths), [false, false]);
      assertEquals(cache.enabled, false);
    }
    assertEquals(warnings, [
      `Cannot use the cache "${path}": it was made by a newer version of roles; going on without it`,
    ]);
    setVersion(1);
    {
      using cache = await openCache(path, { warn });
      assertEquals(found(cache, paths), [true, true], "nothing was lost");
    }
    setVersion(0);
    using cache = await openCache(path, { warn });
    assertEquals(found(cache, paths), [false, false]);
    assertEquals(warnings.length, 1);
  }));

Deno.test("where nothing can be written the run goes on with one warning", () =>
  withPlace(async (place) => {
    writeFiles(place.folder, 3);
    const args = writerArgs(place, 0, 3, 3)
      .filter((arg) => !arg.startsWith("--allow-write"));
    const { code, stdout } = await new Deno.Command(Deno.execPath(), { args })
      .output();
    assertEquals(code, 0);
    const lines = text(stdout).trim().split("\n");
    assertEquals(lines.slice(1), ["ready", "1", "2", "3"]);
    assert(
      /^WARNING Cannot use the cache .*going on without it$/.test(lines[0]!),
    );

    const warnings: string[] = [];
    using cache = await openCache(
      join(place.folder, "0", "evidence.sqlite"), // below a file
      { warn: (message) => warnings.push(message) },
    );
    assertEquals(cache.enabled, false);
    assertEquals(warnings.length, 1);
  }));

Deno.test({
  name:
    "on a full disk the run goes on with one warning, and the cache is whole",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withPlace(async (place) => {
      const paths = writeFiles(place.folder, 200);
      await fill(place.path, paths.slice(0, 5));
      // A limit on the size of files: the write that crosses it fails, as on a disk without room.
      const { code, stdout } = await new Deno.Command("sh", {
        args: [
          "-c",
          'trap "" XFSZ; ulimit -f 300; exec "$@"',
          "sh",
          Deno.execPath(),
          ...writerArgs(place, 5, 195, 200),
        ],
      }).output();
      assertEquals(code, 0);
      const lines = text(stdout).trim().split("\n");
      assertEquals(lines.filter((line) => line.includes("WARNING")).length, 1);
      assertEquals(lines.at(-1), "195");
      using cache = await openCache(place.path, { warn: fail });
      const known = found(cache, paths);
      assert(known.slice(0, 5).every(Boolean) && known.includes(false));
      assertWhole(place.path);
    }),
});
