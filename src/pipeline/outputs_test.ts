import { assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import fc from "fast-check";
import { resolveConfig } from "../config/load.ts";
import { buildPools } from "../pool/build_pools.ts";
import { DSPFeatures, FEATURE_NAMES, type FeatureName } from "../types.ts";
import {
  CsvOutput,
  csvRow,
  JsonLinesOutput,
  JsonOutput,
  type Output,
  type RunOutcome,
  writeJsonByEntry,
} from "./outputs.ts";
import { recordOf } from "./records.ts";

const { config } = await resolveConfig({});

/** Any text that may be a file's name, and some that no system should allow. */
const anyText = fc.oneof(
  fc.array(fc.nat(0x10ffff)).map((codePoints) =>
    String.fromCodePoint(...codePoints)
  ),
  fc.constantFrom(
    "a\nb",
    '"',
    "a,b",
    "<script>",
    "\u202egnp.wav",
    "\ud800",
    "",
  ),
);

const anyFeatures = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: FEATURE_NAMES.length,
  maxLength: FEATURE_NAMES.length,
}).map((values) =>
  new DSPFeatures(
    Object.fromEntries(
      FEATURE_NAMES.map((name, i) => [name, values[i]!]),
    ) as Record<FeatureName, number>,
  )
);

const anyRecord = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(anyText, anyFeatures).map(
      ([filepath, features]) =>
        recordOf(
          {
            file: { path: filepath, filepath, error: null },
            evidence: { features, embedding: null, warnings: [] },
            error: null,
          },
          config,
          null,
        ),
    ),
  },
  {
    weight: 1,
    arbitrary: anyText.map((filepath) =>
      recordOf(
        {
          file: { path: filepath, filepath, error: null },
          evidence: null,
          error: { code: "io", message: filepath, byte_offset: 3 },
        },
        config,
        null,
      )
    ),
  },
);

const outcome: RunOutcome = {
  pools: buildPools([], config.pool),
  summary: {
    files: 0,
    assigned: 0,
    failed: 0,
    uncertain: 0,
    roles: { CORE: 0, ACCENT: 0, MOTION: 0, FILL: 0, TEXTURE: 0 },
    skipped: { m4a: 2 },
  },
};

function textOf(
  make: (to: { write(text: string): void }) => Output,
  records: readonly ReturnType<typeof recordOf>[],
): string {
  let text = "";
  const output = make({ write: (more) => text += more });
  for (const record of records) output.record(record);
  output.end(outcome);
  return text;
}

Deno.test("JSON, JSON Lines and CSV hold the same records, names exact, numbers exact", () => {
  fc.assert(fc.property(fc.array(anyRecord), fc.boolean(), (records, debug) => {
    const lines = textOf((to) => new JsonLinesOutput(to, debug), records)
      .split("\n").slice(0, -1).map((line) => JSON.parse(line));
    const json = JSON.parse(textOf((to) => new JsonOutput(to, debug), records));
    assertEquals(json.samples, lines);
    assertEquals(
      json.pools,
      JSON.parse(JSON.stringify(outcome.pools!.asDict())),
    );
    assertEquals(json.summary, outcome.summary);
    assertEquals(
      lines.map(({ filepath }) => filepath),
      records.map(({ filepath }) => filepath),
    );

    const csv = textOf((to) => new CsvOutput(to, debug), records);
    const [header, ...rows] = parseCsv(csv);
    const roled = records.filter(({ error }) => error === null);
    assertEquals(header!.slice(0, 3), ["path", "role", "confidence"]);
    assertEquals(
      rows.map((
        row,
      ): unknown[] => [row[0], row[1], Number(row[2]), Number(row[3])]),
      roled.map((r) => [r.filepath, r.role, r.confidence, r.margin]),
    );
  }));
});

/** RFC 4180 by the letter, as a peer of the writer; `@std/csv` folds lone CRs, which names may hold. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\n]*))([,\n])/y;
  for (let m = field.exec(text); m !== null; m = field.exec(text)) {
    row.push(m[1]?.replaceAll('""', '"') ?? m[2]!);
    if (m[3] === "\n") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

Deno.test("a CSV row is read back by the standard library", () => {
  const fields = ["a,b", 'c"d', "e\nf", "", " g ", "0.5"];
  assertEquals(parse(csvRow(fields)), [fields]);
});

Deno.test("fields of a record stand in the documented order", () => {
  const features = fc.sample(anyFeatures, 1)[0]!;
  const file = { path: "kit/a.wav", filepath: "kit/a.wav", error: null };
  const record = recordOf(
    {
      file,
      evidence: { features, embedding: null, warnings: [] },
      error: null,
    },
    config,
    null,
  );
  const plain = [
    "sample_id",
    "filepath",
    "role",
    "margin",
    "confidence",
    "uncertain",
    "scores",
    "warnings",
    "error",
  ];
  const debug = [
    ...plain,
    "features",
    "rule_raw_scores",
    "clap_similarities",
    "guards",
  ];
  const keys = (d: boolean) =>
    Object.keys(
      JSON.parse(textOf((to) => new JsonLinesOutput(to, d), [record])),
    );
  assertEquals(keys(false), plain);
  assertEquals(keys(true), debug);
  const failed = recordOf(
    {
      file,
      evidence: null,
      error: { code: "io", message: "", byte_offset: null },
    },
    config,
    null,
  );
  assertEquals(
    Object.keys(
      JSON.parse(textOf((to) => new JsonLinesOutput(to, true), [failed])),
    ),
    debug,
  );
});

Deno.test("JSON by entry is the same JSON", () => {
  fc.assert(fc.property(
    fc.dictionary(
      fc.string(),
      fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()),
    ),
    (object) => {
      let text = "";
      writeJsonByEntry({ write: (more) => text += more }, object);
      assertEquals(JSON.parse(text), JSON.parse(JSON.stringify(object)));
    },
  ));
});
