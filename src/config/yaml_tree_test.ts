import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { formatConfigProblem } from "../errors.ts";
import { valueOf } from "./tree.ts";
import { MAX_TEXT, parseYamlTree } from "./yaml_tree.ts";

async function parse(text: string) {
  const { tree, problems } = await parseYamlTree(
    text,
    (line) => ({ source: "a.yaml", line }),
  );
  return {
    value: tree === null ? undefined : valueOf(tree),
    problems: problems.map(formatConfigProblem),
  };
}

Deno.test("anchors, aliases and merge keys are followed", async () => {
  assertEquals(
    (await parse(
      "a: &a {x: 1, y: 2}\nb: *a\nc: {y: 3, <<: *a}\nd:\n  <<: [{x: 5}, *a]\n&k e: *k\n",
    )).value,
    {
      a: { x: 1, y: 2 },
      b: { x: 1, y: 2 },
      c: { y: 3, x: 1 },
      d: { x: 5, y: 2 },
      e: "e",
    },
  );
});

Deno.test("an anchor that is set again counts from there on", async () => {
  assertEquals((await parse("[&a 1, *a, &a 2, *a]")).value, [1, 1, 2, 2]);
});

Deno.test("aliases that lead nowhere, or to themselves", async () => {
  assertEquals((await parse("a: 1\nb: *nosuch")).problems, [
    "a.yaml:2: b: no anchor &nosuch stands above",
  ]);
  assertEquals((await parse("a: &a {b: *a}")).problems.length, 1);
  assertStringIncludes(
    (await parse("a: &a {b: *a}")).problems[0]!,
    "nested more than 32 deep",
  );
  assertEquals((await parse("a: {<<: 3}")).problems, [
    'a.yaml:1: a."<<": a merge key takes a mapping or a list of them',
  ]);
});

Deno.test("aliases that multiply are stopped", async () => {
  const bomb = ["a: &l0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 30; i++) {
    bomb.push(`b${i}: &l${i} [${Array(10).fill(`*l${i - 1}`).join(", ")}]`);
  }
  const merges = ["a: &l0 {x: 1}"];
  for (let i = 1; i < 30; i++) {
    merges.push(`b${i}: &l${i} {<<: [*l${i - 1}, *l${i - 1}, *l${i - 1}]}`);
  }
  for (const lines of [bomb, merges]) {
    const { problems } = await parse(lines.join("\n"));
    assertEquals(problems.length, 1);
    assertStringIncludes(problems[0]!, "more than 20000 values");
  }
});

Deno.test("texts made to exhaust the parser end in one line each", async () => {
  const n = MAX_TEXT;
  const hostile: Readonly<Record<string, string>> = {
    tooLong: "#".repeat(n + 1),
    flows: "[".repeat(n / 32),
    maps: "{a: ".repeat(n / 64),
    dashes: "- ".repeat(n / 16),
    questions: "? ".repeat(n / 16),
    quotes: '"'.repeat(n / 16),
    commas: `[${",".repeat(n / 16)}`,
    keys: Array.from({ length: 20_001 }, (_, i) => `k${i}: 1`).join("\n"),
    garbage: "%@`\t: - \n".repeat(n / 64),
    control: "a: \u0000\u001b[2J\n: :",
    tags: "!!binary aGk=",
  };
  for (const [name, text] of Object.entries(hostile)) {
    const { problems } = await parse(text);
    assert(problems.length > 0, name);
    assert(problems.length <= 20, `${name}: ${problems.length} problems`);
    for (const problem of problems) {
      assert(problem.length < 400, `${name}: ${problem.length} characters`);
      assert(!/\p{Cc}/u.test(problem), `${name}: ${JSON.stringify(problem)}`);
    }
  }
});

Deno.test("numbers, text and nothing are YAML 1.2's", async () => {
  assertEquals(
    (await parse(
      "[yes, No, on, true, 012, 0o17, 0x1F, 1e3, .5, 1_000, 12:30, ~, '1', 2001-01-01]",
    )).value,
    [
      "yes",
      "No",
      "on",
      true,
      12,
      15,
      31,
      1000,
      0.5,
      "1_000",
      "12:30",
      null,
      "1",
      "2001-01-01",
    ],
  );
});
