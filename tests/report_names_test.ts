/**
 * Pages and names from outside: whatever files, packs and messages are called, a page's structure stays the same,
 * and the same run gives the same bytes.
 */
import { assert, assertEquals } from "@std/assert";
import { parseHTML } from "linkedom";
import {
  madeAssignPage,
  madeEvalPage,
  type MadePageOptions,
  madeSweepPage,
} from "../eval/report/testing/pages.ts";
import type { SoundSource } from "../src/report/sounds.ts";

const HOSTILE = [
  "<script>alert(1)</script>",
  `"><img src=x onerror="alert(1)">`,
  `' onmouseover='alert(1)`,
  "</title></style></script><b>",
  "<!-- -->",
  "]]>&lt;&#60;",
  "\u202egnp.\u2066\0\u2028\ud800",
  "javascript:alert(1)",
  "{{x}} ${x} `",
];

const PAGES: readonly [
  name: string,
  make: (options: MadePageOptions) => Promise<string>,
][] = [
  ["assign", madeAssignPage],
  ["eval", madeEvalPage],
  ["sweep", (options) => madeSweepPage(["alpha=0.5..1.0:0.1"], options)],
];

/** A sound for every name: linked for some, embedded for others. */
const SOUNDS: SoundSource = {
  preview: (filepath) =>
    Promise.resolve({
      outline: "A".repeat(80),
      seconds: 1,
      cut: false,
      href: filepath.length % 2 === 0 ? "./sound.wav" : null,
      audio: filepath.length % 2 === 0 ? null : "data:audio/wav;base64,AAAA",
    }),
};

interface Seen {
  readonly localName: string;
  readonly textContent: string;
  readonly attributes: Iterable<{ name: string; value: string }>;
}

function elementsOf(page: string): Seen[] {
  const { document } = parseHTML(page) as unknown as {
    document: { querySelectorAll(selector: string): Seen[] };
  };
  return [...document.querySelectorAll("*")];
}

/** Element by element: what it is, and the names of its attributes. */
function shapeOf(page: string): string[] {
  return elementsOf(page).map(({ localName, attributes }) =>
    [localName, ...[...attributes].map(({ name }) => name)].join(" ")
  );
}

for (const [name, make] of PAGES) {
  Deno.test(`the ${name} page has the same structure whatever things are called`, async () => {
    // Names that differ in nothing but what stands after a prefix, so that all orders stay.
    const pageWith = (ending: string) =>
      make({
        n: 40,
        outside: (text) => `${text} ${ending}`,
        sounds: SOUNDS,
      });
    for (const hostile of HOSTILE) {
      const page = await pageWith(hostile);
      const plain = await pageWith(hostile.replace(/[^/]/g, "x"));
      assertEquals(shapeOf(page), shapeOf(plain), hostile);
      assert(
        !/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\0]/u.test(page),
        `${JSON.stringify(hostile)} is not written out`,
      );
    }
  });

  Deno.test(`the ${name} page runs no script but its own, loads nothing, knows no time and no place`, async () => {
    const page = await make({ n: 40 });
    for (const { localName, attributes } of elementsOf(page)) {
      for (const { name, value } of attributes) {
        assert(!/^on/.test(name) && name !== "style", `${localName} ${name}`);
        assert(
          !/^(https?:|\/\/|javascript:)/i.test(value) || name === "xmlns",
          `${localName} ${name}="${value}"`,
        );
      }
    }
    assert(!page.includes(Deno.cwd()));
    assertEquals(await make({ n: 40 }), page);
  });
}

Deno.test("a sweep over prompts files has the same structure whatever they are called", async () => {
  const pageOf = (name: string) =>
    madeSweepPage([`clap.prompts=default,a${name}`, "alpha=0.5,0.9"]);
  for (const hostile of HOSTILE) {
    if (hostile.includes(",")) continue;
    assertEquals(
      shapeOf(await pageOf(hostile)),
      shapeOf(await pageOf(hostile.replace(/[^._]/g, "x"))),
      hostile,
    );
  }
});

Deno.test("a page of many samples says what it leaves out and stays bounded", async () => {
  const page = await madeAssignPage({ n: 5200 });
  const shown = page.match(/<li class="sample" data-item data-role=/g)!.length;
  assertEquals(shown, 5000);
  assert(page.includes("5,000 of 5,200 samples are shown"));
  assert(page.length < 10_000_000, `${page.length} bytes`);
});
