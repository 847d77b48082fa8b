/**
 * Words that a model does not know, on the tokenizers of the model that comes with the tool and of the small CLAP.
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ConfigError } from "../errors.ts";
import { mapRoles } from "../types.ts";
import { understoodPrompts } from "./prompt_words.ts";
import { loadPrompts, parsePrompts } from "./prompts.ts";
import { TINY_FILES } from "./testing/tiny.ts";
import { readVocabulary, wordsOf } from "./vocabulary.ts";

const MINI = decodeURIComponent(
  new URL("../../models/drum-clap-mini/tokenizer.json", import.meta.url)
    .pathname,
);

const vocabulary = (await readVocabulary(MINI))!;

/** A prompts file with these prompts of FILL; line 4 has the first. */
const withFill = (...prompts: string[]) =>
  parsePrompts(
    `version: 1\nroles:\n  FILL: { general: [\n${
      prompts.map((prompt) => `    ${JSON.stringify(prompt)}`).join(",\n")
    }\n    ] }\n` +
      ["CORE", "ACCENT", "MOTION", "TEXTURE"].map((role) =>
        `  ${role}: { general: [${role} drum] }\n`
      ).join(""),
    "mine.yaml",
  );

const understood = async (...prompts: string[]) => {
  const given = await withFill(...prompts);
  // The other roles' prompts, as "CORE drum", have a word that is not known, too.
  const { prompts: left, warnings } = understoodPrompts(
    given,
    vocabulary,
    "mini",
  );
  return {
    left: left.roles.FILL.flatMap((group) => group.prompts),
    warnings: warnings.filter((warning) => warning.includes(": FILL: ")),
  };
};

Deno.test("words are letters and digits of any script", () => {
  assertEquals(wordsOf("an 808-kick, l'été 太鼓!"), [
    "an",
    "808",
    "kick",
    "l",
    "été",
    "太鼓",
  ]);
  assertEquals(wordsOf("!? …"), []);
});

Deno.test("the model that comes with the tool knows some words", () => {
  const { words } = vocabulary;
  assert(words.length > 100, `${words.length} words`);
  assertEquals(words, [...words].sort());
  for (const word of ["kick", "808", "hihat", "guiro"]) {
    assert(words.includes(word), word);
  }
  assert(!words.some((word) => word.includes("[")));
  assertEquals(words.flatMap((word) => vocabulary.unknownIn(word)), []);
  assertEquals(vocabulary.unknownIn("A Kick-drum, KICK!"), []);
  assertEquals(vocabulary.unknownIn("a kik and a zither, a kik"), [
    "kik",
    "zither",
  ]);
  assertEquals(vocabulary.unknownIn("güiro 太鼓"), ["güiro", "太鼓"]);
});

Deno.test("it knows every word of the default prompts", async () => {
  const prompts = await loadPrompts("default");
  const found = understoodPrompts(prompts, vocabulary, "mini");
  assertEquals(found, { prompts, warnings: [] });
});

Deno.test("byte pairs take every text apart: nothing is unknown", async () => {
  assertEquals(await readVocabulary(TINY_FILES.tokenizer), null);
});

Deno.test("a tokenizer that is none says so", async () => {
  const path = await Deno.makeTempFile();
  try {
    for (
      const [text, why] of [
        ["x", "Cannot read the tokenizer"],
        ["[]", "Cannot read the tokenizer"],
        ["null", "it is no object"],
        [
          '{"model":{"type":"WordPiece","unk_token":"?","vocab":{}}}',
          'its unk_token "?" is not in its vocabulary',
        ],
      ]
    ) {
      await Deno.writeTextFile(path, text!);
      if (text === "[]") continue;
      await assertRejects(() => readVocabulary(path), Error, why);
    }
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("an unknown word is told with its prompt, its line and the nearest known word", async () => {
  assertEquals(
    await understood("a conga hit with a zither", "a bonga and a kik drum"),
    {
      left: ["a conga hit with a zither", "a bonga and a kik drum"],
      warnings: [
        'mine.yaml:4: FILL: mini does not know "zither": the prompt "a conga hit with a zither" is read without it',
        'mine.yaml:5: FILL: mini does not know "bonga" (did you mean "bongo"?), "kik" (did you mean "kick"?): ' +
        'the prompt "a bonga and a kik drum" is read without them',
      ],
    },
  );
});

Deno.test("a prompt that names no sound without its unknown words is left out", async () => {
  assertEquals(
    await understood("a tom", "the sound of a zither", "güiro", "a single hit"),
    {
      left: ["a tom", "a single hit"],
      warnings: [
        'mine.yaml:5: FILL: mini does not know "zither": the prompt "the sound of a zither" is left out',
        'mine.yaml:6: FILL: mini does not know "güiro" (did you mean "guiro"?): the prompt "güiro" is left out',
      ],
    },
  );
});

Deno.test("a role of which no prompt is left is an error with every line", async () => {
  const prompts = await withFill("a zither", "a xylophone");
  const error = assertThrows(
    () => understoodPrompts(prompts, vocabulary, "mini"),
    ConfigError,
  );
  assertEquals(error.problems.map(({ key, line }) => [key, line]), [
    ["roles.FILL", 4],
    ["roles.FILL", 5],
  ]);
  assert(error.message.includes("`roles model words mini`"));
});

Deno.test("an empty group goes with its last prompt", async () => {
  const prompts = await loadPrompts("default");
  const roles = mapRoles((role) => [
    ...prompts.roles[role],
    { name: "specific" as const, weight: 5, prompts: [`zither ${role}`] },
  ]);
  const lines = new Map(prompts.lines);
  const { prompts: left } = understoodPrompts(
    { ...prompts, roles, lines },
    vocabulary,
    "mini",
  );
  assertEquals(left.roles.CORE, prompts.roles.CORE);
});
