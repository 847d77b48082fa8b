import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { resolveConfig } from "../../config/load.ts";
import { recordOf } from "../../pipeline/records.ts";
import { buildPools } from "../../pool/build_pools.ts";
import { DSPFeatures, type SampleResult } from "../../types.ts";
import { Terminal } from "../terminal.ts";
import { displayWidth } from "../text.ts";
import { TableOutput } from "./table.ts";

const { config } = await resolveConfig({ preset: "seed" });

/** A kick by its features. */
function kick(filepath: string): SampleResult {
  const features = new DSPFeatures({
    energy: 0.4,
    sharpness: 0.3,
    attack_time: 0,
    decay_time: 0.1,
    low_ratio: 0.8,
    mid_ratio: 0.2,
    high_ratio: 0,
    spectral_flatness: 0,
    zero_crossing_rate: 0,
  });
  const file = { path: filepath, filepath, error: null };
  const evidence = { features, embedding: null, warnings: [] };
  return recordOf(
    { file, evidence, error: null },
    config,
    null,
  ) as SampleResult;
}

function table(columns: number, paths: readonly string[]): string[] {
  let text = "";
  const stream = (terminal: boolean) => ({
    writeSync(bytes: Uint8Array) {
      text += new TextDecoder().decode(bytes);
      return bytes.length;
    },
    isTerminal: () => terminal,
  });
  const terminal = new Terminal(stream(true), stream(false), {
    colours: false,
    columns: () => columns,
  });
  const output = new TableOutput(terminal, config.pool);
  const records = paths.map(kick);
  records.forEach((record) => output.record(record));
  output.end({
    pools: buildPools(records, config.pool),
    summary: {
      files: records.length,
      assigned: records.length,
      failed: 0,
      uncertain: 0,
      roles: {
        CORE: records.length,
        ACCENT: 0,
        MOTION: 0,
        FILL: 0,
        TEXTURE: 0,
      },
      skipped: { m4a: 3 },
    },
  });
  terminal.flush();
  return text.split("\n");
}

const LONG = "kit/a name that is much too long to be shown in full.wav";

Deno.test("rows fit a narrow terminal: the bar goes first, then the runner-up", () => {
  for (const columns of [30, 40, 55, 80, 200]) {
    const rows = table(columns, [
      "kit/a.wav",
      LONG,
      "킥드럼 소리 아주 긴 이름.wav",
    ]);
    for (const row of rows.slice(0, rows.indexOf(""))) {
      assert(displayWidth(row) <= columns, `${columns}: ${row}`);
    }
  }
  const has = (columns: number, what: string) =>
    table(columns, [LONG]).slice(0, 3).join().includes(what);
  assertEquals([80, 55, 40].map((c) => has(c, "█")), [true, false, false]);
  assertEquals([80, 55, 40].map((c) => has(c, "runner-up")), [
    true,
    true,
    false,
  ]);
});

Deno.test("samples stand under their folder, which is named once", () => {
  const rows = table(80, ["kit/a.wav", "kit/b.wav", "c.wav"]);
  assertEquals(rows.filter((row) => row === "kit/").length, 1);
  assertEquals(
    rows.slice(0, 5).map((row) => row.trim().split(/ +/).slice(0, 2).join(" ")),
    ["file role", "kit/", "a.wav CORE", "b.wav CORE", "c.wav CORE"],
  );
});

Deno.test("a name cannot leave its line", () => {
  const rows = table(80, ["kit\n/\x1b[2Ja\nb.wav"]);
  assertEquals(rows[1], "kit\\n/");
  assert(rows[2]!.startsWith("  \\u{1b}[2Ja\\nb.wav"));
});

Deno.test("pools, moves, who is left out, and counts follow", () => {
  const paths = Array.from({ length: 9 }, (_, i) => `${i}.wav`);
  const text = table(100, paths).join("\n");
  assertStringIncludes(text, "  CORE       4 of at most 4");
  assertStringIncludes(text, "left out of the pools:\n");
  assertStringIncludes(text, "empty: MOTION: no sample has the role MOTION");
  assertStringIncludes(text, "9 files: 9 CORE, 0 ACCENT");
  assertStringIncludes(text, "skipped: 3 m4a");
});
