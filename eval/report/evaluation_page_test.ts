/** The page says what the evaluation says. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { parseHTML } from "linkedom";
import { ROLES } from "../../src/types.ts";
import { defaultAliases } from "../../src/labels/aliases.ts";
import { evaluate } from "../evaluate.ts";
import { madeSounds, recordsOf, SEED_CONFIG } from "../testing/samples.ts";
import { renderEvalReport } from "./evaluation_page.ts";
import { MOST_MISTAKES } from "./mistakes.ts";

interface Seen {
  readonly textContent: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Seen;
  querySelectorAll(selector: string): Iterable<Seen>;
}

const samples = recordsOf(madeSounds(900, 12), SEED_CONFIG, null);
const evaluation = evaluate(samples, {
  config: SEED_CONFIG,
  clap: null,
  configDigest: "0123456789abcdef",
  model: null,
  aliases: await defaultAliases(),
  bootstrap: { resamples: 50, seed: 0, level: 0.95 },
});
const html = await renderEvalReport(evaluation, {
  labels: "labels.csv",
  sounds: null,
  scoresOf: () => null,
});
const { document: page } = parseHTML(html) as unknown as { document: Seen };
const textsOf = (selector: string) =>
  [...page.querySelectorAll(selector)].map(({ textContent }) =>
    textContent.trim()
  );

Deno.test("headline figures, the confusion matrix and the roles stand on the page", () => {
  const { accuracy, macro_f1, confusion, roles } = evaluation;
  assertEquals(textsOf("#figures .value").slice(0, 2), [
    accuracy.value.toFixed(3),
    macro_f1.value.toFixed(3),
  ]);
  assertEquals(
    textsOf("#figures .ci")[0],
    accuracy.ci!.map((x) => x.toFixed(3)).join(" to "),
  );
  assertEquals(
    textsOf("#confusion tbody td span:first-child").map(Number),
    confusion.matrix.flat(),
  );
  assertEquals(
    textsOf("#roles tbody td:nth-child(3)").map((text) => text.slice(0, 5)),
    ROLES.map((role) => roles[role].recall.toFixed(3)),
  );
});

Deno.test("every mistake stands on the page: the surest as cards with reasons, the others in a table", () => {
  const { mistakes } = evaluation;
  assert(mistakes.length > MOST_MISTAKES, "too few mistakes to test with");
  assertEquals(
    textsOf("#mistakes .path"),
    mistakes.map(({ filepath }) => filepath),
  );
  assertEquals(textsOf("#mistakes .mistake").length, MOST_MISTAKES);
  assertEquals(
    textsOf("#mistakes .mistake:first-child li"),
    mistakes[0]!.reasons,
  );
});

Deno.test("the dots of the coverage chart stand where so many are right", () => {
  const [, chart] = page.querySelectorAll("#confidence svg.chart");
  const dots = [...chart!.querySelectorAll("circle")];
  const reached = evaluation.surest.filter((p) => p.coverage !== null);
  assertEquals(dots.length, reached.length);
  // Pixels of the axes: what the ticks at 0 % and 100 % say.
  const ticks = (axis: string) =>
    [...chart!.querySelectorAll(`[aria-label='${axis}-axis tick label'] text`)]
      .map((tick) => {
        const [, x, y] = /\(([\d.]+),([\d.]+)\)/.exec(
          tick.getAttribute("transform")!,
        )!;
        return {
          share: parseFloat(tick.textContent) / 100,
          at: Number(axis === "x" ? x : y),
        };
      });
  const shareAt = (axis: string, at: number) => {
    const all = ticks(axis);
    const [a, b] = [all[0]!, all.at(-1)!];
    return a.share + (at - a.at) / (b.at - a.at) * (b.share - a.share);
  };
  for (const [i, dot] of dots.entries()) {
    const { confidence, coverage, precision } = reached[i]!;
    const taken = evaluation.samples.filter((s) => s.confidence >= confidence!);
    const right = taken.filter((s) => s.role === s.label).length /
      taken.length;
    assert(right >= precision);
    assertAlmostEquals(
      shareAt("x", Number(dot.getAttribute("cx"))),
      coverage!,
      1e-3,
    );
    assertAlmostEquals(
      shareAt("y", Number(dot.getAttribute("cy"))),
      right,
      1e-3,
    );
  }
});
