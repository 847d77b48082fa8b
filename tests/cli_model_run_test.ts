/**
 * Runs with a model from outside: killed and begun again, side by side, with and without the cache, where the model or
 * its device cannot be had.
 */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import { join, relative } from "node:path";
import { cacheRoot } from "../src/cache/location.ts";
import { type CliResult, jsonLines } from "./helpers/cli.ts";
import {
  evidenceRows,
  filesBelow,
  Home,
  isQuietWithTiny,
  TINY,
  writeSounds,
} from "./helpers/home.ts";

const RUN = [
  "assign",
  "kit",
  "--model",
  TINY,
  "--set=fusion.alpha=0.9",
  "--format=jsonl",
  "--debug",
];

/** Records that the tool's buffer and a pipe hold are no more than two thirds of these. */
const MANY = 240;
const FEW = 30;

/** The records of a run that went well. */
function recordsOf({ code, stdout, stderr }: CliResult) {
  assertEquals(code, 0);
  assert(isQuietWithTiny(stderr), stderr);
  return jsonLines(stdout);
}

Deno.test(
  "killed in the middle and run again: the same bytes, and nothing that was finished is done twice",
  {
    ignore: Deno.build.os === "windows",
  },
  async () => {
    using home = new Home();
    writeSounds(join(home.work, "kit"), MANY);
    const undisturbed = await home.roles(RUN, {
      ROLES_CACHE: join(home.tmp, "a"),
    });
    assertEquals(recordsOf(undisturbed).length, MANY);

    const cache = join(home.tmp, "b");
    const child = home.command([...RUN, "--jobs=1"], { ROLES_CACHE: cache })
      .spawn();
    // With results waiting to be read, the run cannot come to its end.
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    child.kill("SIGKILL");
    await reader.cancel();
    await child.stderr.cancel();
    assertEquals((await child.status).signal, "SIGKILL");

    const printed = new TextDecoder().decode(value).split("\n").length - 1;
    const finished = evidenceRows(cache);
    assert(
      printed > 0 && finished.size >= printed,
      `${finished.size}, ${printed}`,
    );
    assert(finished.size < MANY, "it was killed too late");

    const again = await home.roles(RUN, { ROLES_CACHE: cache });
    assertEquals(again.stdout, undisturbed.stdout);
    const rows = evidenceRows(cache);
    assertEquals(rows.size, MANY);
    for (const [row, key] of finished) assertEquals(rows.get(row), key);
  },
);

Deno.test("two runs at once share a cache; other weights and other names need no audio work", async () => {
  using home = new Home();
  writeSounds(join(home.work, "kit"), FEW);
  const cache = join(home.tmp, "cache");
  const run = (...args: string[]) =>
    home.roles([...RUN, ...args], { ROLES_CACHE: cache });
  const [first, second] = await Promise.all([run(), run("--jobs=1")]);
  const records = recordsOf(first);
  assertEquals(recordsOf(second), records);
  assertEquals(second.stdout, first.stdout);
  const rows = evidenceRows(cache);
  assertEquals(rows.size, FEW);

  const weighted = recordsOf(await run("--set", "fusion.alpha=0.1"));
  assert(weighted.some(({ role }, i) => role !== records[i]!.role));
  assertEquals(evidenceRows(cache), rows, "another alpha");

  Deno.renameSync(join(home.work, "kit"), join(home.work, "drums"));
  Deno.mkdirSync(join(home.work, "kit"));
  const names = Deno.readDirSync(join(home.work, "drums"));
  for (const { name } of names) {
    Deno.renameSync(
      join(home.work, "drums", name),
      join(home.work, "kit", `moved ${name}`),
    );
  }
  const moved = recordsOf(await run());
  assertEquals(
    moved.map((record) => ({
      ...record,
      filepath: record.filepath.replace("moved ", ""),
      sample_id: record.sample_id.replace("moved ", ""),
    })),
    records,
  );
  assertEquals(evidenceRows(cache), rows, "other names");

  recordsOf(await run("--set", "clap.audio_pooling=max"));
  assertEquals(
    evidenceRows(cache).size,
    2 * FEW,
    "another pooling",
  );
});

Deno.test("no file appears but in our folder; with --no-cache none at all", async () => {
  using home = new Home();
  writeSounds(join(home.work, "kit"), 3);
  const sounds = filesBelow(home.work);
  const without = await home.roles([...RUN, "--no-cache"]);
  assertEquals(recordsOf(without).length, 3);
  const left = () => [home.home, home.tmp, home.work].map(filesBelow);
  assertEquals(left(), [[], [], sounds]);

  assertEquals((await home.roles(RUN)).stdout, without.stdout);
  const root = cacheRoot({
    env: (name) => name === "HOME" ? home.home : undefined,
  });
  const ours = ["evidence.sqlite", "evidence.sqlite.lock"].map((name) =>
    relative(home.home, join(root!, name)).replaceAll("\\", "/")
  );
  assertEquals(left(), [ours, [], sounds]);
});

Deno.test("a model that cannot be had is exit 2 with what to do, never the rules in its stead", async () => {
  using home = new Home();
  writeSounds(join(home.work, "kit"), 1);
  const assign = (args: string[], env: Record<string, string> = {}) =>
    home.roles(["assign", "kit", ...args], env);
  const named = ["--model", "clap-htsat-unfused"];
  for (
    const [args, env, ...words] of [
      [
        [...named, "--offline"],
        {},
        "--offline forbids the network",
        'run "roles model pull clap-htsat-unfused"',
        "118 MB",
        "by hand: download https://huggingface.co/",
        "roles model verify clap-htsat-unfused",
      ],
      [named, { HF_HUB_OFFLINE: "1" }, "HF_HUB_OFFLINE forbids the network"],
      [
        named,
        { HF_ENDPOINT: "http://127.0.0.1:1" },
        "no permission for the network",
        'run "deno task pull clap-htsat-unfused"',
      ],
      [["--model", "clap-htsat"], {}, "did you mean", "roles model list"],
      [["--model", "./nothing"], {}, 'the model folder "./nothing"'],
    ] as [string[], Record<string, string>, ...string[]][]
  ) {
    const { code, stdout, stderr } = await assign(args, env);
    assertEquals([code, stdout], [2, ""]);
    const error = stderr.split("\n").filter((line) => line !== "").at(-1)!;
    assert(error.startsWith("error: "), stderr);
    for (const word of words) assertStringIncludes(error, word);
  }
  assert(!filesBelow(home.home).some((path) => path.endsWith(".onnx")));
});

Deno.test("a device that does not start is exit 2 with how to get it", {
  // Where there is such a card, it may start.
  ignore: devices().includes("nvidiactl"),
}, async () => {
  using home = new Home();
  writeSounds(join(home.work, "kit"), 1);
  const { code, stdout, stderr } = await home.roles([...RUN, "--device=cuda"]);
  assertEquals([code, stdout], [2, ""]);
  assertStringIncludes(stderr, "Cannot run the model on cuda: ");
  assertStringIncludes(stderr, "NVIDIA driver");
});

function devices(): string[] {
  try {
    return Array.from(Deno.readDirSync("/dev"), ({ name }) => name);
  } catch {
    return [];
  }
}

Deno.test("--model none is rules only: said once, and clap is null", async () => {
  using home = new Home();
  writeSounds(join(home.work, "kit"), 12);
  const { code, stdout, stderr } = await home.roles([
    "assign",
    "kit",
    "--model=none",
    "--format=jsonl",
    "--set=guards.enabled=false",
  ]);
  assertEquals(code, 0);
  assertEquals(stderr.match(/rules only/g)?.length, 1, stderr);
  for (const { scores } of jsonLines(stdout)) {
    assertEquals(scores.clap, null);
    for (const [role, score] of Object.entries(scores.rule)) {
      assertAlmostEquals(scores.final[role]!, score, 1e-12);
    }
  }
  assertEquals(filesBelow(home.home), [], "there is nothing worth keeping");
});
