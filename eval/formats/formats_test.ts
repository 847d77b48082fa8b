import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { harmless, painter } from "../../src/cli/text.ts";
import { defaultAliases } from "../../src/labels/aliases.ts";
import { readDelimited } from "../../src/labels/delimited.ts";
import { evaluate } from "../evaluate.ts";
import type { Evaluation } from "../evaluation.ts";
import { readLabels } from "../../src/labels/labels.ts";
import { parseAxis } from "../sweep/axes.ts";
import { sweepKeys } from "../sweep/keys.ts";
import { sweep } from "../sweep/sweep.ts";
import {
  madePrompts,
  madeScorer,
  type MadeSound,
  madeSounds,
  recordsOf,
  SEED_CONFIG,
} from "../testing/samples.ts";
import { evaluationCsv, sweepCsv } from "./csv.ts";
import { evaluationMarkdown, markdownText } from "./evaluation_md.ts";
import { evaluationText } from "./evaluation_text.ts";
import { evaluationJunit, xmlText } from "./junit.ts";
import { keysText, sweepText, verdict } from "./sweep_text.ts";

const aliases = await defaultAliases();
const plain = painter(false);
const HOSTILE = [
  "<script>alert(1)</script>",
  "=cmd|'/c calc'!A1",
  "\u202egpj.wav",
  "a|b`c`\n# title\r\n",
  "\x1b[31mred\x1b[0m",
  "[link](http://x)&amp;\"'",
  "-1+1",
  "@x,y;z",
  "\ufffe\uffff\ud800",
];

/** Made-up sounds whose packs, paths and instruments are hostile. */
const sounds = madeSounds(120, 6).map((sound, i): MadeSound => ({
  ...sound,
  label: {
    ...sound.label,
    path: `${HOSTILE[i % HOSTILE.length]}${i}`,
    pack: HOSTILE[i % 4]!,
    instrument: HOSTILE[i % HOSTILE.length]!,
  },
}));
const scorer = madeScorer(SEED_CONFIG);
const options = {
  config: SEED_CONFIG,
  clap: scorer,
  configDigest: "0123456789abcdef",
  model: "<made>",
  aliases,
  bootstrap: { resamples: 50 },
};
const records = recordsOf(sounds, SEED_CONFIG, scorer);
const failed = {
  label: { ...sounds[0]!.label, path: "x" },
  record: {
    sample_id: "x",
    filepath: "<gone>&\x07",
    role: null,
    margin: null,
    confidence: null,
    uncertain: null,
    scores: null,
    warnings: [],
    error: { code: "corrupt", message: 'a "bad" <file>', byte_offset: null },
  },
  embedding: null,
} as const;
const evaluation: Evaluation = evaluate([...records, failed], {
  ...options,
  gates: [
    { metric: "accuracy", bound: "min", limit: 0.1 },
    { metric: "recall.FILL", bound: "min", limit: 1.1 },
  ],
  compare: evaluate(recordsOf(sounds, SEED_CONFIG, null), {
    ...options,
    clap: null,
  }),
});

/** No control character but the line end, no mark of writing direction, no lone surrogate. */
function assertHarmless(text: string) {
  for (const line of text.split("\n")) assertEquals(line, harmless(line));
}

Deno.test("terminal: every section is there, nothing that a terminal acts on", () => {
  const text = evaluationText(evaluation, { paint: plain });
  assertHarmless(text);
  for (
    const title of [
      "120 samples in 4 groups, 1 file could not be read",
      "macro F1",
      "Roles",
      "Confusion",
      "Confidence",
      "Parts alone",
      "Guards",
      "Worst packs",
      "Worst instruments",
      "Surest mistakes (10 of ",
      "Against the other evaluation",
      "Gates",
      "not met  recall.FILL ",
      "met      accuracy ",
    ]
  ) assertStringIncludes(text, title);
  assert(text.endsWith("\n") && !text.includes("\n\n\n"));
  const painted = evaluationText(evaluation, { paint: painter(true) });
  // deno-lint-ignore no-control-regex
  assertEquals(painted.replace(/\x1b\[\d+m/g, ""), text);
  assert(painted !== text);
  const few = evaluationText(evaluation, { paint: plain, mistakes: 2 });
  assertStringIncludes(few, "Surest mistakes (2 of ");
});

Deno.test("Markdown: names are text, tables are whole", () => {
  const text = evaluationMarkdown(evaluation);
  assertHarmless(text);
  assert(!text.includes("<script") && !text.includes("](http"));
  const blocks = text.split("\n\n").filter((block) => block.startsWith("| "));
  assert(blocks.length >= 9);
  for (const block of blocks) {
    const cells = block.trim().split("\n").map((row) => row.split("|").length);
    assertEquals(new Set(cells).size, 1, block);
  }
  assertEquals(markdownText("a|b\n<c>"), "a&#124;b&#92;n&#60;c&#62;");
});

Deno.test("CSV: a labels file of the same samples, without formulas", () => {
  const csv = evaluationCsv(evaluation);
  const { rows } = readDelimited(csv);
  assertEquals(rows.length, 121);
  for (const { fields } of rows.slice(1)) {
    for (const text of [fields[0]!, fields[6]!, fields[7]!]) {
      assert(!/^[=+\-@\t\r]/.test(text), text);
    }
  }
  const { labels, problems } = readLabels(csv, { source: "a.csv", aliases });
  assertEquals(problems, []);
  assertEquals(
    labels.map(({ path, role }) => [path.replace(/^\.\//, ""), role]),
    evaluation.samples.map(({ filepath, label }) => [filepath.trim(), label]),
  );
});

Deno.test("JUnit: gates fail, unreadable files are errors, mistakes are skipped", () => {
  const xml = evaluationJunit(evaluation);
  assertHarmless(xml);
  const count = (tag: string) => xml.split(`<${tag} `).length - 1;
  assertEquals(count("failure"), 1);
  assertEquals(count("error"), 1);
  assertEquals(count("skipped"), evaluation.mistakes.length);
  assertEquals(count("testcase"), 2 + 120 + 1);
  assertStringIncludes(xml, 'name="gates" tests="2" failures="1"');
  assertStringIncludes(
    xml,
    `errors="1" skipped="${evaluation.mistakes.length}"`,
  );
  assertWellFormed(xml);
  const bare = evaluationJunit({ ...evaluation, gates: [] });
  assert(!bare.includes("failure "));
});

/** Tags balance, attributes are quoted, and nothing stands between tags. */
function assertWellFormed(xml: string) {
  const open: string[] = [];
  const rest = xml.replace(/^<\?xml [^<>]*\?>/, "").replace(
    /<(\/?)([a-z]+)((?: [a-z]+="[^"<>&]*(?:&#\d+;[^"<>&]*)*")*)(\/?)>/g,
    (_all, close: string, name: string, _attributes, empty: string) => {
      if (close === "/") assertEquals(open.pop(), name);
      else if (empty === "") open.push(name);
      return "";
    },
  );
  assertEquals(open, []);
  assertEquals(rest.trim(), "");
}

Deno.test("any text becomes harmless XML and Markdown that reads as the text", () => {
  const back = (text: string) =>
    text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 30 }), (text) => {
      const shown = harmless(text);
      return back(markdownText(text)) === shown &&
        !/[<>"]/.test(xmlText(text)) &&
        (/[\ufffe\uffff]/.test(text) || back(xmlText(text)) === shown);
    }),
  );
});

const keys = sweepKeys(SEED_CONFIG);
const swept = await sweep({
  config: SEED_CONFIG,
  configDigest: "0",
  model: "made",
  axes: ["alpha=0.5..1", "prompts=default,=x"].map((a) => parseAxis(a, keys)),
  labels: sounds.map(({ label }) => label),
  aliases,
  load: () => ({
    evidence: sounds.map(({ evidence }) => evidence),
    prompts: new Map([["default", madePrompts(7)], ["=x", madePrompts(8)]]),
  }),
  resamples: 50,
});

Deno.test("a sweep for a terminal and in CSV", () => {
  const text = sweepText(swept, { paint: plain, points: 3 });
  assertHarmless(text);
  assertStringIncludes(text, "22 points (grid) on 120 samples in 4 groups");
  assertStringIncludes(text, "Best points (3 of 22)");
  const { rows } = readDelimited(sweepCsv(swept));
  assertEquals(rows.length, 1 + 1 + 22);
  assertEquals(rows[0]!.fields.slice(0, 4), [
    "point",
    "fusion.alpha",
    "clap.prompts",
    "score (macro_f1)",
  ]);
  assertEquals(rows[1]!.fields.slice(0, 3), ["", "0.9", "default"]);
  assertEquals(rows[3]!.fields.slice(0, 3), ["1", "0.5", "'=x"]);
});

Deno.test("the verdict says what the interval says", () => {
  const { best } = swept;
  const honest = { ...best.honest!, gain: 0.02, score: 0.5, spread: 0.1 };
  const said = (
    gain_ci: [number, number],
    within_noise: boolean,
    point: number | null = 1,
  ) =>
    verdict({
      ...swept,
      within_noise,
      best: { ...best, point, honest: { ...honest, gain_ci } },
    }).join(" ");
  assertStringIncludes(
    said([-0.01, 0.05], true),
    "a gain of +0.020 [-0.010, 0.050], within noise. Keep the default",
  );
  assertStringIncludes(said([0.01, 0.03], false), "+0.020 [0.010, 0.030].");
  assertEquals(
    said([0, 0], true, null),
    "No point is better than the default.",
  );
  assertStringIncludes(
    verdict({ ...swept, best: { ...best, honest: null } })[0]!,
    "one group only",
  );
});

Deno.test("--keys lists every key once", () => {
  const text = keysText(keys, plain);
  for (const { short } of keys) assertStringIncludes(text, `  ${short} `);
  assertEquals(
    text.split("\n").filter((line) => line.startsWith("  ")).length,
    keys.length,
  );
});
