/**
 * `roles assign` from outside: real processes on real files.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { FEATURE_NAMES, FEATURE_RANGES } from "../src/types.ts";
import { jsonLines, type JsonRecord, roles, RULES } from "./helpers/cli.ts";
import {
  hat,
  kick,
  pad,
  snare,
  temporaryFolder,
  wav,
  writeFiles,
} from "./helpers/sounds.ts";

/** Sounds of all sorts, one that cannot be read, and what is no sound. */
const KIT = {
  "kit/kick.wav": wav(kick()),
  "kit/Snare.WAV": wav(snare()),
  "kit/sub/broken.wav": "RIFF\x10\0\0\0WAVEnothing",
  "kit/sub/hat.wav": wav(hat()),
  "kit/sub/pad.wav": wav(pad()),
  "kit/sub/readme.txt": "no sound",
  "kit/loop.m4a": "another type",
  "kit/._kick.wav": "not for us",
  "kit/.hidden/kick.wav": wav(kick()),
};
const FOUND = [
  "kit/Snare.WAV",
  "kit/kick.wav",
  "kit/sub/broken.wav",
  "kit/sub/hat.wav",
  "kit/sub/pad.wav",
];

Deno.test("the formats agree, a file that cannot be read is a record, and the status says so", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, KIT);
  const run = (...args: string[]) =>
    roles(["assign", "kit", RULES, ...args], { cwd: folder.path });
  const [table, json, lines, csv] = await Promise.all([
    run(),
    run("--format", "json", "--debug"),
    run("--format", "jsonl", "--debug"),
    run("--format", "csv"),
  ]);

  for (const { code, stderr } of [table, json, lines, csv]) {
    assertEquals(code, 1);
    assertStringIncludes(stderr, 'error: Cannot read "kit/sub/broken.wav": ');
    assert(!stderr.includes("\r") && !stderr.includes("\x1b"), "no progress");
  }

  const records = jsonLines(lines.stdout);
  assertEquals(records.map((r) => r.filepath), FOUND);
  assertEquals(
    records.map((r) => r.sample_id),
    ["Snare", "kick", "broken", "hat", "pad"],
  );
  const { samples, pools, summary } = JSON.parse(json.stdout);
  assertEquals(samples, records);
  assertEquals(summary, {
    files: 5,
    assigned: 4,
    failed: 1,
    uncertain: records.filter((r) => r.uncertain).length,
    roles: {
      CORE: records.filter((r) => r.role === "CORE").length,
      ACCENT: records.filter((r) => r.role === "ACCENT").length,
      MOTION: records.filter((r) => r.role === "MOTION").length,
      FILL: records.filter((r) => r.role === "FILL").length,
      TEXTURE: records.filter((r) => r.role === "TEXTURE").length,
    },
    skipped: { m4a: 1 },
  });
  const pooled = [
    ...["CORE", "ACCENT", "MOTION", "FILL", "TEXTURE"].flatMap((role) =>
      pools[`${role}_POOL`]
    ),
    ...pools.unpooled,
  ].map(({ filepath }) => filepath);
  assertEquals(pooled.sort(), FOUND.filter((f) => !f.includes("broken")));

  const broken = records[2]!;
  assertEquals(broken.role, null);
  assertEquals(broken.features, null as never);
  assertEquals(broken.error!.code, "corrupt");
  assertStringIncludes(broken.error!.message, '"kit/sub/broken.wav"');

  const read = records.filter((r) => r.error === null);
  assertEquals(
    parse(csv.stdout).map((row) => row.slice(0, 5)),
    [
      ["path", "role", "confidence", "margin", "uncertain"],
      ...read.map((r) =>
        [r.filepath, r.role, r.confidence, r.margin, r.uncertain].map(String)
      ),
    ],
  );

  const rows = table.stdout.split("\n");
  for (const { filepath, role, uncertain } of read) {
    const name = filepath.slice(filepath.lastIndexOf("/") + 1);
    const row = rows.find((line) => line.trimStart().startsWith(`${name} `))!;
    assertStringIncludes(row, role!);
    assertEquals(row.includes(" ? "), uncertain, row);
  }
  assertStringIncludes(table.stdout, "cannot be read: corrupt");
  assertStringIncludes(table.stdout, "\nPools\n");
  assertStringIncludes(table.stdout, "skipped: 1 m4a");
});

Deno.test("numbers make sense: margins, order of scores, what is uncertain", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, KIT);
  const { stdout } = await roles(
    [
      "assign",
      `${folder.path}/kit`,
      RULES,
      "--set=fusion.confidence_margin_threshold=0.2",
      "--format=jsonl",
      "--debug",
    ],
  );
  for (const record of jsonLines(stdout)) {
    if (record.error !== null) continue;
    const scores = Object.values(record.scores.final).sort((a, b) => b - a);
    assertEquals(record.scores.final[record.role!], scores[0]);
    assertEquals(record.margin, scores[0]! - scores[1]!);
    assertEquals(record.uncertain, record.margin < 0.2);
    assertEquals(record.scores.clap, null);
    for (const name of FEATURE_NAMES) {
      const value = record.features[name]!;
      const [least, most] = FEATURE_RANGES[name] ?? [0, 1];
      assert(value >= least && value <= most, `${name}: ${value}`);
    }
  }
});

Deno.test("the same bytes whatever the jobs, in input order, broken files among them", async () => {
  using folder = temporaryFolder();
  const files: Record<string, Uint8Array | string> = {};
  for (let i = 0; i < 80; i++) {
    const name = `lot/${String(i).padStart(3, "0")}.wav`;
    const sounds = [kick(40 + i), snare(i), hat(i), pad(80 + i)];
    files[name] = i % 17 === 5 ? "nothing" : wav(sounds[i % 4]!);
  }
  writeFiles(folder.path, files);
  const runs = await Promise.all(
    ["1", "2", "4"].map((jobs) =>
      roles(
        [
          "assign",
          "lot",
          "no-such.wav",
          RULES,
          "--format=json",
          "--debug",
          "--jobs",
          jobs,
        ],
        { cwd: folder.path },
      )
    ),
  );
  const [one, two, four] = runs;
  assertEquals(one!.code, 1);
  assertEquals(two, one);
  assertEquals(four, one);
  const { samples } = JSON.parse(one!.stdout);
  assertEquals(
    samples.map(({ filepath }: JsonRecord) => filepath),
    [...Object.keys(files), "no-such.wav"],
  );
  assertEquals(
    samples.filter(({ error }: JsonRecord) => error !== null).length,
    6,
  );
  assertEquals(samples.at(-1).error.code, "not_found");
});

Deno.test("--files-from reads a list from stdin or a file, after the paths; --uncertain sorts", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, {
    ...KIT,
    "list.txt": "kit/sub/pad.wav\r\n\nkit/kick.wav\n",
  });
  const cwd = folder.path;
  const [piped, file, uncertain, nothing, none] = await Promise.all([
    roles([
      "assign",
      "kit/Snare.WAV",
      "--files-from",
      "-",
      "--format=jsonl",
      RULES,
    ], {
      cwd,
      stdin: "kit/kick.wav\nkit/kick.wav\n",
    }),
    roles(["assign", "--files-from", "list.txt", "--format=jsonl", RULES], {
      cwd,
    }),
    roles([
      "assign",
      "kit",
      "--uncertain",
      RULES,
      "--format=json",
      "--set=fusion.confidence_margin_threshold=1",
    ], { cwd }),
    roles(["assign", "--files-from", "-", RULES], { cwd, stdin: "\n" }),
    roles(["assign"], { cwd }),
  ]);
  const pathsOf = (stdout: string) => jsonLines(stdout).map((r) => r.filepath);
  assertEquals(pathsOf(piped.stdout), [
    "kit/Snare.WAV",
    "kit/kick.wav",
    "kit/kick.wav",
  ]);
  assertEquals(pathsOf(file.stdout), ["kit/sub/pad.wav", "kit/kick.wav"]);

  const { samples, summary } = JSON.parse(uncertain.stdout);
  assertEquals(samples.length, summary.uncertain);
  assertEquals(samples.length, 4);
  const margins = samples.map(({ margin }: JsonRecord) => margin);
  assertEquals(margins, margins.toSorted((a: number, b: number) => a - b));

  assertEquals([nothing.code, nothing.stdout], [1, ""]);
  assertStringIncludes(nothing.stderr, "No sounds found");
  assertEquals([none.code, none.stdout], [2, ""]);
  assertStringIncludes(none.stderr, "roles assign samples/");
});

Deno.test("--out writes the pools file and the debug file, by the configuration's names", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { ...KIT, "out/stays.txt": "mine" });
  const cwd = folder.path;
  const [both, labels] = await Promise.all([
    roles(["assign", "kit", RULES, "--out", "out", "--format=json"], { cwd }),
    roles([
      "assign",
      "kit",
      RULES,
      "--out=deep/er",
      "--pools=none",
      "--set=output.per_sample_json=d.json",
      "--format=json",
    ], { cwd }),
  ]);
  const names = (path: string) =>
    Array.from(Deno.readDirSync(`${cwd}/${path}`), ({ name }) => name).sort();
  const read = (path: string) =>
    JSON.parse(Deno.readTextFileSync(`${cwd}/${path}`));

  assertEquals(names("out"), [
    "role_assignment_debug.json",
    "role_pools.json",
    "stays.txt",
  ]);
  const { samples, pools } = JSON.parse(both.stdout);
  assertEquals(read("out/role_pools.json"), pools);
  assertEquals(Object.keys(pools), [
    "CORE_POOL",
    "ACCENT_POOL",
    "MOTION_POOL",
    "FILL_POOL",
    "TEXTURE_POOL",
    "counts",
    "moves",
    "unpooled",
    "unfilled",
  ]);
  const debug = read("out/role_assignment_debug.json");
  assertEquals(
    debug.map(({ filepath }: JsonRecord) => filepath),
    FOUND,
  );
  assertEquals(Object.keys(debug[0]), [
    "sample_id",
    "filepath",
    "role",
    "confidence",
    "p_rule",
    "p_clap",
    "p_final",
    "rule_raw",
    "clap_sim",
    "features",
  ]);
  assertEquals(debug[0].p_final, samples[0].scores.final);
  assertEquals(debug[2].error, samples[2].error);

  assertEquals(names("deep/er"), ["d.json"]);
  assertEquals(JSON.parse(labels.stdout).pools, null);
});

Deno.test("a name never influences a role, and odd names come through whole", async () => {
  using folder = temporaryFolder();
  const names = [
    "hat.wav",
    "new\nline.wav",
    "quote\"'.wav",
    "<script>alert(1)<.wav",
    "\u202egnp.wav",
    "킥 드럼 é.wav",
    "a,b;c.wav",
    "-dash.wav",
    "x\x1b[2J.wav",
  ];
  const sound = wav(snare(5));
  writeFiles(
    folder.path,
    Object.fromEntries(names.map((name) => [`odd/${name}`, sound])),
  );
  const cwd = `${folder.path}/odd`;
  const [lines, csv, table] = await Promise.all([
    roles(["assign", ".", RULES, "--format=jsonl", "--debug"], { cwd }),
    roles(["assign", RULES, "--format=csv", "--", ...names.sort()], { cwd }),
    roles(["assign", ".", RULES], { cwd }),
  ]);
  assertEquals([lines.code, csv.code, table.code], [0, 0, 0]);
  const records = jsonLines(lines.stdout);
  assertEquals(
    records.map((r) => r.filepath),
    names.sort().map((n) => `./${n}`),
  );
  const identityOf = (
    { sample_id: _id, filepath: _path, ...rest }: JsonRecord,
  ) => rest;
  for (const record of records) {
    assertEquals(identityOf(record), identityOf(records[0]!));
  }
  assertEquals(parse(csv.stdout).slice(1).map((row) => row[0]!), names);
  assert(
    !/[\p{Cf}\p{Cs}]/u.test(table.stdout) && !table.stdout.includes("\x1b"),
  );
  assertStringIncludes(table.stdout, "new\\nline.wav");
  assertStringIncludes(table.stdout, "\\u{202e}gnp.wav");
});
