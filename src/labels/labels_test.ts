import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { stringify } from "@std/csv";
import { ConfigError, UsageError } from "../errors.ts";
import { ROLES } from "../types.ts";
import { defaultAliases, parseAliases } from "./aliases.ts";
import { readDelimited } from "./delimited.ts";
import { labelsOfFolders } from "./label_folders.ts";
import {
  formatLabelProblem,
  type Label,
  parseColumns,
  readLabels,
  type ReadLabelsOptions,
  sameAudioTwoRoles,
} from "./labels.ts";

const aliases = await defaultAliases();
const source = "labels.csv";
const read = (text: string, options: Partial<ReadLabelsOptions> = {}) =>
  readLabels(text, { source, aliases, ...options });
const problemsOf = (text: string, options: Partial<ReadLabelsOptions> = {}) =>
  read(text, options).problems.map(formatLabelProblem);

Deno.test("labels with every column", () => {
  const { labels, problems } = read(
    "pack,path,ignored,Role,instrument,weight\n" +
      "808,a/kick.wav,x,CORE,kick,2.5\n" +
      ",b/hat.wav,,hi-hats,,\n",
  );
  assertEquals(problems, []);
  assertEquals(labels, [
    {
      path: "a/kick.wav",
      role: "CORE",
      pack: "808",
      instrument: "kick",
      weight: 2.5,
      line: 2,
    },
    {
      path: "b/hat.wav",
      role: "MOTION",
      pack: null,
      instrument: null,
      weight: 1,
      line: 3,
    },
  ]);
});

for (
  const [name, text] of [
    ["CRLF", "path,role\r\na.wav,CORE\r\n\r\nb.wav,FILL\r\n"],
    ["CR", "path,role\ra.wav,CORE\r\rb.wav,FILL"],
    ["byte order mark", "\uFEFFpath,role\na.wav,CORE\n\nb.wav,FILL"],
    ["semicolons", "path;role\na.wav;CORE\n\nb.wav;FILL"],
    ["tabs", "path\trole\na.wav\tCORE\n\nb.wav\tFILL"],
    ["quotes", '"path","role"\n"a.wav","CORE"\n\n"b.wav","FILL"'],
    ["blanks", " path , role \n a.wav , CORE \n  \n b.wav , FILL "],
  ] as const
) {
  Deno.test(`labels with ${name}`, () => {
    const { labels, problems } = read(text);
    assertEquals(problems, []);
    assertEquals(
      labels.map(({ path, role, line }) => [path, role, line]),
      [["a.wav", "CORE", 2], ["b.wav", "FILL", 4]],
    );
  });
}

Deno.test("a quoted field may hold a separator, a quote and a line end; lines stay right", () => {
  const { labels, problems } = read(
    'path,role\n"odd, ""name""\n.wav",CORE\nb.wav,bogus\n',
  );
  assertEquals(labels.map((l) => l.path), ['odd, "name"\n.wav']);
  assertEquals(problems.map((p) => [p.code, p.line]), [["unknown_role", 4]]);
});

Deno.test("what is wrong is listed with its line, what is right remains", () => {
  const text = [
    "path,role,weight", // 1
    "a.wav,CORE,1",
    "b.wav,snar,1", // 3
    "c.wav,xyzzy,1",
    ",FILL,1", // 5
    "d.wav,,1",
    "e.wav,FILL,heavy", // 7
    "f.wav,FILL,0",
    "g.wav,FILL", // 9
    "./a.wav,CORE,1",
    "a.wav,FILL,1", // 11
    "gone.wav,FILL,1",
    "z.wav,texture,", // 13
  ].join("\n");
  const { labels, problems } = read(text, { exists: (p) => p !== "gone.wav" });
  assertEquals(labels.map((l) => l.path), ["a.wav", "z.wav"]);
  assertEquals(problems.map(formatLabelProblem), [
    'labels.csv:3: unknown role "snar"; did you mean "snare"?',
    'labels.csv:4: unknown role "xyzzy"; use a role\'s name, or give the name a role with --aliases',
    "labels.csv:5: has no path",
    'labels.csv:6: "d.wav" has no role',
    'labels.csv:7: weight "heavy" is not a number above 0',
    'labels.csv:8: weight "0" is not a number above 0',
    "labels.csv:9: has 2 fields, the header has 3; quote a field that holds a separator",
    'labels.csv:10: "./a.wav" stands already in line 2',
    'labels.csv:11: "a.wav" is FILL here and CORE in line 2, which holds',
    'labels.csv:12: no file "gone.wav"',
  ]);
});

Deno.test("labels that cannot be read at all", () => {
  for (const empty of ["", "\uFEFF", "\n\n"]) {
    assertEquals(problemsOf(empty), [
      "labels.csv: has no rows; the first row names the columns path, role",
    ]);
  }
  assertEquals(problemsOf("path,role\n"), [
    "labels.csv:1: has a header but no labels",
  ]);
  assertEquals(problemsOf("file,role\na.wav,CORE"), [
    'labels.csv:1: has no column "path"; its columns are "file", "role"; name the right one with --columns path=…',
  ]);
  assertEquals(
    problemsOf("path,role\na.wav,CORE", { columns: { pack: "kit" } }),
    ['labels.csv:1: has no column "kit"; its columns are "path", "role"'],
  );
  assertEquals(problemsOf("path,path,role\na.wav,b.wav,CORE"), [
    'labels.csv:1: the column "path" stands twice; the first one holds',
  ]);
});

Deno.test("a quote that is never closed is said, and what stands before it remains", () => {
  const { labels, problems } = read('path,role\na.wav,CORE\n"b.wav,FILL\nc');
  assertEquals(labels.map((l) => l.path), ["a.wav"]);
  assertEquals(problems.map((p) => [p.code, p.line]), [["unclosed_quote", 3]]);
});

Deno.test("other column names", () => {
  const columns = parseColumns("path=File, role=class");
  assertEquals(columns, { path: "File", role: "class" });
  assertEquals(
    read("file;class\na.wav;kick", { columns }).labels.map((l) => l.role),
    ["CORE"],
  );
  assertThrows(() => parseColumns("path"), UsageError, "write column=header");
  assertThrows(() => parseColumns("rolle=x"), UsageError, 'mean "role"?');
  assertThrows(() => parseColumns("role=x,role=y"), UsageError, "named twice");
});

const cell = fc.string({ unit: fc.constantFrom(...'a,;\t"\n é<=') });

Deno.test("delimited text that the standard library writes is read back", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell), { maxLength: 8 }),
      fc.constantFrom(",", ";", "\t"),
      (rows, separator) => {
        const table = [["path", "role"], ...rows];
        const { rows: back, separator: found } = readDelimited(
          stringify(table, { headers: false, separator }),
        );
        assertEquals(found, separator);
        assertEquals(back.map((row) => row.fields), table);
      },
    ),
  );
});

Deno.test("any text at all is read without an exception, and every problem has words", () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(...'path,role;\t"\n\rCOREkick.wav\uFEFF0'),
      }),
      (text) => {
        const { labels, problems } = read(`path,role\n${text}`);
        for (const p of problems) assert(p.message !== "");
        return new Set(labels.map((l) => l.path)).size === labels.length;
      },
    ),
  );
});

Deno.test("roles by folder: nearest, any case, plurals, aliases", () => {
  const { labels, problems } = labelsOfFolders([
    "CORE/a.wav",
    "lib/Kicks/808/long/b.wav",
    "lib/snares/Hi-Hats/c.wav",
    "Bass Drums/d.wav",
    "textures/e.wav",
    "misc/kick.wav",
    "CRASHES/f.wav",
  ], { source: "lib", aliases });
  assertEquals(labels.map((l) => l.role), [
    "CORE",
    "CORE",
    "MOTION",
    "CORE",
    "TEXTURE",
    "MOTION",
  ]);
  assertEquals(problems.map(formatLabelProblem), [
    "lib: misc/kick.wav: stands in no folder that is named as a role; rename one, or name it with --aliases",
  ]);
  assertEquals(
    labelsOfFolders([], { source: "lib", aliases }).problems[0]?.code,
    "empty",
  );
});

Deno.test("every role is an alias of itself, and the file that ships gives no name two roles", () => {
  for (const role of ROLES) {
    assertEquals(aliases.roleOf(role), role);
    assertEquals(aliases.roleOf(` ${role.toLowerCase()}s `), role);
  }
  assertEquals(aliases.roleOf("toString"), null);
  assertEquals(aliases.roleOf(""), null);
  assertEquals(aliases.nearest(""), null);
});

Deno.test("an aliases file adds to those that ship, or replaces them", async () => {
  const more = await parseAliases("FILL: [boing, snare, 909]\n", "mine.yaml");
  assertEquals(more.roleOf("Boings"), "FILL");
  assertEquals(more.roleOf("snare"), "FILL");
  assertEquals(more.roleOf("909"), "FILL");
  assertEquals(more.roleOf("kick"), "CORE");
  const only = await parseAliases(
    '{"replace": true, "CORE": ["boom"]}',
    "mine.json",
  );
  assertEquals(only.roleOf("boom"), "CORE");
  assertEquals(only.roleOf("kick"), null);
  assertEquals(only.roleOf("core"), "CORE");
});

Deno.test("a wrong aliases file says every problem with its line", async () => {
  const error = await assertRejects(
    () =>
      parseAliases(
        "CORE: [boom]\nACCENT: boom\nFILL: [Boom, texture, [x]]\nNOISE: [a]\nreplace: maybe\n",
        "mine.yaml",
      ),
    ConfigError,
  );
  assertEquals(error.message.split("\n"), [
    "mine.yaml:2: ACCENT: must be a list of names",
    'mine.yaml:3: FILL: "Boom" stands for CORE already; give each name one role',
    'mine.yaml:3: FILL: "texture" stands for TEXTURE already; give each name one role',
    "mine.yaml:3: FILL: a name must be text",
    "mine.yaml:4: NOISE: is no role; the roles are CORE, ACCENT, MOTION, FILL, TEXTURE; an alias stands in its role's list",
    "mine.yaml:5: replace: must be true or false",
  ]);
  await assertRejects(
    () => parseAliases("CORE: [", "x.yaml"),
    ConfigError,
    "x.yaml:1: aliases:",
  );
  await assertRejects(
    () => parseAliases("kick", "x.yaml"),
    ConfigError,
    "a list of names for each role",
  );
});

const label = (path: string): Label => ({
  path,
  role: "CORE",
  pack: null,
  instrument: null,
  weight: 1,
  line: null,
});

Deno.test("the same audio with two roles is found by content", () => {
  const labels: Label[] = [
    { ...label("a.wav"), line: 2 },
    { ...label("b.wav"), line: 3, role: "FILL" },
    { ...label("c.wav"), line: 4 },
    { ...label("d.wav"), line: 5, role: "FILL" },
  ];
  assertEquals(
    sameAudioTwoRoles(labels, ["h1", "h1", "h1", null], source).map(
      formatLabelProblem,
    ),
    ['labels.csv:3: "b.wav" is FILL, but the same audio "a.wav" (line 2) is CORE'],
  );
});
