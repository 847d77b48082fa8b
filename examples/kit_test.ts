import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { scan } from "../src/files/scan.ts";
import { ROLES } from "../src/types.ts";

const HERE = dirname(fileURLToPath(import.meta.url));

function read(name: string): string {
  return Deno.readTextFileSync(join(HERE, name));
}

Deno.test("labels and provenance name every sound of the kit, and no other", () => {
  const prefix = HERE.replaceAll("\\", "/").length + 1;
  const files = Array.from(
    scan([join(HERE, "kit")]),
    ({ filepath }) => filepath.slice(prefix),
  );
  const [header, ...rows] = parse(read("labels.csv"));
  assertEquals(header, ["path", "role", "instrument", "pack"]);
  assertEquals(rows.map(([path]) => path), files);
  assertEquals(
    [...new Set(rows.map(([, role]) => role))].sort(),
    [...ROLES].sort(),
  );

  const table = read("README.md").match(/^\| `.*$/gm)!.map((row) =>
    row.split("|").slice(1, 3).map((cell) => cell.trim())
  );
  assertEquals(
    table,
    rows.map(([path, role]) => [`\`${path!.replace("kit/", "")}\``, role]),
  );
});

Deno.test("the kit is small", () => {
  const bytes = Array.from(scan([join(HERE, "kit")]))
    .reduce((sum, { path }) => sum + Deno.statSync(path).size, 0);
  assert(bytes < 1_200_000, `${bytes} bytes`);
});
