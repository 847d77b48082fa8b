/**
 * `--prototypes` and `--prompts` from outside, with the model that comes with the tool.
 */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { UsageError } from "../src/errors.ts";
import { RoleAssigner } from "../src/role_assigner.ts";
import { jsonLines } from "./helpers/cli.ts";
import { Home } from "./helpers/home.ts";
import { EXAMPLES, LABEL_ROWS, LABELS } from "./helpers/labelled.ts";

const PERCUSSION = `${EXAMPLES}/kit/percussion`;

/** Someone to whom toms and congas are the ground of a beat. */
const TASTE = ["tom_low.wav", "tom_mid.flac", "conga.flac"]
  .map((name) => `${PERCUSSION}/${name}`);

const csv = (...rows: readonly (readonly string[])[]) =>
  [["path", "role"], ...rows].map((row) => row.join(",") + "\n").join("");

/** stderr but for where the model runs. */
const told = (stderr: string) =>
  stderr.split("\n").filter((line) =>
    line !== "" && !line.includes(" runs on ")
  );

Deno.test("labelled sounds get their role, teach the others, and bad ones are told", async () => {
  using home = new Home();
  const taste = `${home.work}/taste.csv`;
  Deno.writeTextFileSync(`${home.work}/broken.wav`, "x");
  Deno.writeTextFileSync(
    taste,
    csv(
      ...TASTE.map((path) => [path, "kick"]),
      [`${PERCUSSION}/tom_high.wav`, "tomm"],
      ["gone.wav", "CORE"],
      ["broken.wav", "CORE"],
    ),
  );
  const assign = ["assign", PERCUSSION, "--pools=none", "--format=jsonl"];
  const first = await home.roles([...assign, "--prototypes=taste.csv"]);
  assertEquals(first.code, 0);
  assertEquals(told(first.stderr), [
    'warning: taste.csv:5: unknown role "tomm"; did you mean "tom"?',
    'warning: taste.csv:6: no file "gone.wav"',
    'warning: taste.csv: Cannot read "broken.wav": not a known audio format (begins with 78)',
  ]);
  const rolesOf = (stdout: string) =>
    new Map(
      jsonLines(stdout).map((record) => [record.filepath, record]),
    );
  const records = rolesOf(first.stdout);
  for (const path of TASTE) assertEquals(records.get(path)!.role, "CORE");
  const high = `${PERCUSSION}/tom_high.wav`;
  const plain = rolesOf((await home.roles(assign)).stdout);
  const core = (of: typeof plain) => of.get(high)!.scores.final["CORE"]!;
  assert(core(records) > core(plain) + 0.1, `${core(plain)}`);

  // From folders, without the cache, by one thread: the same.
  for (const path of TASTE) {
    const name = path.slice(PERCUSSION.length);
    Deno.mkdirSync(`${home.work}/mine/kicks`, { recursive: true });
    Deno.copyFileSync(path, `${home.work}/mine/kicks${name}`);
  }
  Deno.writeTextFileSync(
    `${home.work}/taste.yaml`,
    "clap: { prototypes: { labels: mine } }\n",
  );
  const again = await home.roles([
    ...assign,
    "--config=taste.yaml",
    "--no-cache",
    "--jobs=1",
  ]);
  assertEquals(told(again.stderr), []);
  // Copies by another order: the sums differ in their last digits.
  for (const [path, record] of rolesOf(again.stdout)) {
    assertEquals(record.role, records.get(path)!.role);
    assertAlmostEquals(
      record.confidence,
      records.get(path)!.confidence,
      1e-9,
    );
  }
  const third = await home.roles([...assign, "--prototypes=taste.csv"]);
  assertEquals(third.stdout, first.stdout);

  const explain = await home.roles([
    "explain",
    TASTE[0]!,
    "--prototypes=taste.csv",
    "--format=json",
  ]);
  const [{ prototypes, clap_similarities, scores }] = JSON.parse(
    explain.stdout,
  );
  assertEquals(scores.final, records.get(TASTE[0]!)!.scores.final);
  assertEquals(prototypes.nearest.length, 3);
  const [nearest] = prototypes.nearest;
  assertEquals([nearest.path, nearest.role], [TASTE[0], "CORE"]);
  assertAlmostEquals(nearest.similarity, 1, 1e-6);
  const sum = prototypes.nearest.reduce(
    (sum: number, one: { added: number }) => sum + one.added,
    0,
  );
  assertAlmostEquals(prototypes.added.CORE, sum, 1e-9);
  assert(clap_similarities.CORE > clap_similarities.FILL);
  const text = await home.roles([
    "explain",
    high,
    "--prototypes=taste.csv",
  ]);
  assertStringIncludes(text.stdout, "What your labelled sounds add");
  assertStringIncludes(text.stdout, `${TASTE[0]}: CORE +`);
});

Deno.test("eval judges a labelled sound by what the others teach; sweep sees the same", async () => {
  using home = new Home();
  const rows = LABEL_ROWS.map(([path, role]) => [`${EXAMPLES}/${path}`, role!]);
  const [one] = TASTE;
  const others = rows.filter(([path]) => path !== one);
  assertEquals(others.length, rows.length - 1);
  Deno.writeTextFileSync(`${home.work}/all.csv`, csv(...rows));
  Deno.writeTextFileSync(`${home.work}/others.csv`, csv(...others));
  const evaluated = async (labels: string) => {
    const { stdout, stderr } = await home.roles([
      "eval",
      `--labels=${LABELS}`,
      `--prototypes=${labels}`,
      "--format=json",
      "--resamples=0",
    ]);
    assertEquals(told(stderr), []);
    return JSON.parse(stdout);
  };
  const all = await evaluated("all.csv");
  const without = await evaluated("others.csv");
  const of = (result: typeof all) =>
    result.samples.find(({ filepath }: { filepath: string }) =>
      `${EXAMPLES}/${filepath}` === one
    );
  assert(of(all) !== undefined);
  assertEquals(of(all).role, of(without).role);
  assertAlmostEquals(of(all).confidence, of(without).confidence, 1e-9);
  assert(/^drum-clap-mini with 24 prototypes \(\w{8}\)$/.test(all.model));
  assert(all.model !== without.model);

  const swept = await home.roles([
    "sweep",
    "prototypes.weight=0,6",
    `--labels=${LABELS}`,
    "--prototypes=all.csv",
    "--format=json",
  ]);
  const { points } = JSON.parse(swept.stdout);
  assertEquals(points[1].values, [6]);
  assertAlmostEquals(points[1].macro_f1, all.macro_f1.value, 1e-9);
});

Deno.test("labelled sounds that cannot be had are an error that says what to do", async () => {
  using home = new Home();
  Deno.writeTextFileSync(`${home.work}/none.csv`, csv(["gone.wav", "CORE"]));
  Deno.writeTextFileSync(`${home.work}/bad.csv`, csv(["bad.wav", "CORE"]));
  Deno.writeTextFileSync(`${home.work}/bad.wav`, "x");
  const many = Array.from({ length: 501 }, (_, i) => [`./${i}.wav`, "CORE"]);
  for (const [path] of many) Deno.writeTextFileSync(`${home.work}/${path}`, "");
  Deno.writeTextFileSync(`${home.work}/many.csv`, csv(...many));
  const failing = async (labels: string, ...more: string[]) => {
    const { code, stdout, stderr } = await home.roles([
      "assign",
      PERCUSSION,
      `--prototypes=${labels}`,
      ...more,
    ]);
    assertEquals([code, stdout], [2, ""]);
    return stderr;
  };
  const [gone, none, bad, tooMany, noModel] = await Promise.all([
    failing("nowhere.csv"),
    failing("none.csv"),
    failing("bad.csv"),
    failing("many.csv"),
    failing("none.csv", "--model=none"),
  ]);
  assertStringIncludes(
    gone!,
    'Cannot read the prototypes "nowhere.csv" (clap.prototypes.labels): there is no such file or folder; name a CSV',
  );
  assertStringIncludes(none!, 'none.csv:2: no file "gone.wav"');
  assertStringIncludes(none!, 'No usable label in "none.csv": name a CSV');
  assertStringIncludes(bad!, 'None of the 1 sounds of "bad.csv" can be read');
  assertStringIncludes(tooMany!, "501 labelled sounds, 500 are learned from");
  assertStringIncludes(noModel!, "without an audio-text model");
});

Deno.test("words that the model does not know are told once", async () => {
  using home = new Home();
  const prompts = (fill: string) =>
    "version: 1\nroles:\n" +
    `  FILL: { general: [${fill}] }\n` +
    "  CORE: { general: [a kick drum] }\n" +
    "  ACCENT: { general: [a snare drum] }\n" +
    "  MOTION: { general: [a hi-hat] }\n" +
    "  TEXTURE: { general: [a drone] }\n";
  const file = (name: string, fill: string) =>
    Deno.writeTextFileSync(`${home.work}/${name}`, prompts(fill));
  file("some.yaml", "a high tomm on a zither, the sound of a bonga, a tom");
  file("none.yaml", "a bonga");
  const some = await home.roles([
    "eval",
    `--labels=${LABELS}`,
    "--prompts=some.yaml",
    "--resamples=0",
  ]);
  assertEquals(some.code, 0);
  assertEquals(told(some.stderr), [
    'warning: some.yaml:3: FILL: drum-clap-mini does not know "tomm" (did you mean "tom"?), "zither": ' +
    'the prompt "a high tomm on a zither" is read without them',
    'warning: some.yaml:3: FILL: drum-clap-mini does not know "bonga" (did you mean "bongo"?): ' +
    'the prompt "the sound of a bonga" is left out',
  ]);
  const none = await home.roles(["assign", PERCUSSION, "--prompts=none.yaml"]);
  assertEquals(none.code, 2);
  assertStringIncludes(
    none.stderr,
    'none.yaml:3: roles.FILL: drum-clap-mini does not know "bonga" (did you mean "bongo"?)',
  );
  const words = await home.roles(["model", "words"]);
  assertEquals(words.code, 0);
  assert(words.stdout.split("\n").includes("bongo"));
});

Deno.test("the library learns as the command line does", async () => {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  try {
    await Deno.writeTextFile(
      path,
      csv(...TASTE.map((path) => [path, "CORE"]), ["gone.wav", "CORE"]),
    );
    await using assigner = await RoleAssigner.fromDict({
      clap: { device: "cpu", prototypes: { labels: path } },
    });
    const { role, clap_similarities: taught } = await assigner.assignFile(
      TASTE[1]!,
    );
    assertEquals(role, "CORE");
    await using plain = await RoleAssigner.fromDict({
      clap: { device: "cpu" },
    });
    const before = await plain.assignFile(TASTE[1]!);
    assertEquals(before.role, "FILL");
    assert(taught!.CORE > before.clap_similarities!.CORE + 0.1);
    await using none = await RoleAssigner.fromDict({
      clap: { model_id: "none", prototypes: { labels: path } },
    });
    await assertRejects(
      () => none.assignFile(TASTE[0]!),
      UsageError,
      "without an audio-text model",
    );
  } finally {
    await Deno.remove(path);
  }
});
