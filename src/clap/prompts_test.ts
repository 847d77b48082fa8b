import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ConfigError } from "../errors.ts";
import { ROLES } from "../types.ts";
import {
  checkPromptTokens,
  isPromptsName,
  loadPrompts,
  parsePrompts,
  promptTexts,
} from "./prompts.ts";

const VALID = `version: 1
roles:
  CORE:
    general: [kick]
  ACCENT: { general: [snare], specific: [clap] }
  MOTION: { general: [hat] }
  FILL: { general: [tom] }
  TEXTURE:
    specific:
      - noise
      - "a long: drone"
`;

/** The problems of a text, as printed. */
async function problemsOf(text: string): Promise<string[]> {
  const error = await assertRejects(
    () => parsePrompts(text, "p.yaml"),
    ConfigError,
  );
  return error.message.split("\n");
}

Deno.test("the seed's prompts are its document's five texts", async () => {
  const prompts = await loadPrompts("seed");
  assertEquals(promptTexts(prompts), [
    "kick drum, bass drum",
    "snare, clap",
    "hi-hat, hi hat cymbal",
    "tom, tom drum",
    "reverb tail, ambient, noise",
  ]);
});

Deno.test("the default prompts have both groups of four or more for every role", async () => {
  const { roles } = await loadPrompts("default");
  for (const role of ROLES) {
    assertEquals(roles[role].map((g) => g.name), ["general", "specific"]);
    for (const { prompts, weight } of roles[role]) {
      assert(prompts.length >= 4 && prompts.length <= 8, `${role}`);
      assertEquals(weight, 1);
    }
  }
});

Deno.test("built-in names are names, anything else is a path", () => {
  assert(isPromptsName("default") && isPromptsName("seed"));
  assert(!isPromptsName("mine.yaml") && !isPromptsName("toString"));
});

Deno.test("a file is read with its groups, weights and lines", async () => {
  const prompts = await parsePrompts(
    VALID + "group_weights: { specific: 0.5 }\n",
    "p.yaml",
  );
  assertEquals(prompts.source, "p.yaml");
  assertEquals(prompts.roles.ACCENT, [
    { name: "general", weight: 1, prompts: ["snare"] },
    { name: "specific", weight: 0.5, prompts: ["clap"] },
  ]);
  assertEquals(prompts.lines.get("kick"), 4);
  assertEquals(prompts.lines.get("a long: drone"), 11);
});

Deno.test("every problem is told with its line", async () => {
  const cases: [text: string, ...problems: string[]][] = [
    [
      "",
      "p.yaml:1: prompts: must be a mapping with version, group_weights, roles",
    ],
    [
      VALID.replace("version: 1\n", ""),
      "p.yaml:1: version: missing; write version: 1",
    ],
    [VALID.replace("version: 1", "version: 2"), "p.yaml:1: version: must be 1"],
    [
      "version: 1\n",
      "p.yaml:1: roles: missing; give CORE, ACCENT, MOTION, FILL, TEXTURE",
    ],
    [
      VALID.replace("  FILL: { general: [tom] }\n", ""),
      "p.yaml:2: roles.FILL: missing; give its prompts",
    ],
    [
      VALID.replace("general: [kick]", "general: []"),
      "p.yaml:4: roles.CORE.general: has no prompts; give some, or leave it out",
    ],
    [
      VALID.replace("{ general: [hat] }", "{}"),
      "p.yaml:6: roles.MOTION: has no prompts; give general or specific",
    ],
    [
      VALID.replace("noise", "SNARE "),
      'p.yaml:10: roles.TEXTURE.specific[0]: "SNARE" is already roles.ACCENT.general[0], line 5; remove one',
    ],
    [
      VALID.replace("[kick]", "[kick, 808, '  ']"),
      "p.yaml:4: roles.CORE.general[1]: a prompt must be text, not empty",
      "p.yaml:4: roles.CORE.general[2]: a prompt must be text, not empty",
    ],
    [
      VALID.replace("[kick]", "kick"),
      "p.yaml:4: roles.CORE.general: must be a list of prompts",
    ],
    [
      VALID.replace("general: [kick]", "generl: [kick]\n    general: [k]"),
      'p.yaml:4: roles.CORE.generl: unknown key; did you mean "general"?',
    ],
    [
      VALID + "group_weight: { general: 2 }\n",
      'p.yaml:12: group_weight: unknown key; did you mean "group_weights"?',
    ],
    [
      VALID + "group_weights: { general: -1, specific: .inf }\n",
      "p.yaml:12: group_weights.general: must be a number above 0, at most 1000",
      "p.yaml:12: group_weights.specific: must be a number above 0, at most 1000",
    ],
    [
      VALID.replace("  TEXTURE:", "  SNARE: { general: [x] }\n  TEXTURE:"),
      "p.yaml:8: roles.SNARE: unknown key; known are CORE, ACCENT, MOTION, FILL, TEXTURE",
    ],
    [
      VALID.replace("  FILL: {", "  CORE: {"),
      "p.yaml:7: roles.CORE: given twice, first in line 3; remove one",
      "p.yaml:2: roles.FILL: missing; give its prompts",
    ],
  ];
  for (const [text, ...problems] of cases) {
    assertEquals(await problemsOf(text), problems);
  }
});

Deno.test("text that is no YAML has one problem with its line", async () => {
  const [problem] = await problemsOf(VALID + "roles: [\n");
  assert(problem!.startsWith("p.yaml:1"), problem);
});

Deno.test("a prompt over the model's tokens is told with its line", async () => {
  const prompts = await parsePrompts(VALID, "p.yaml");
  const counts = promptTexts(prompts).map((prompt) => prompt.length);
  checkPromptTokens(prompts, counts, 13);
  const error = assertThrows(
    () => checkPromptTokens(prompts, counts, 4),
    ConfigError,
  );
  assertEquals(error.message.split("\n"), [
    "p.yaml:5: roles.ACCENT.general[0]: the prompt has 5 tokens, the model takes 4; shorten it",
    "p.yaml:10: roles.TEXTURE.specific[0]: the prompt has 5 tokens, the model takes 4; shorten it",
    "p.yaml:11: roles.TEXTURE.specific[1]: the prompt has 13 tokens, the model takes 4; shorten it",
  ]);
});
