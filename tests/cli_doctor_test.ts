/**
 * `roles doctor` from outside.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import * as v from "valibot";
import project from "../deno.json" with { type: "json" };
import registry from "../models/registry.json" with { type: "json" };
import { hasGpu } from "../src/clap/devices.ts";
import {
  type Report,
  reportJsonSchema,
  ReportSchema,
} from "../src/doctor/report.ts";
import schema from "../src/doctor/doctor.schema.json" with { type: "json" };
import { filesBelow, Home } from "./helpers/home.ts";

/** A report, which fits its schema. */
async function look(
  home: Home,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; report: Report }> {
  const { code, stdout, stderr } = await home.roles(
    ["doctor", "--format=json", ...args],
    env,
  );
  const report = JSON.parse(stdout);
  const issues = v.safeParse(ReportSchema, report).issues;
  assertEquals(issues, undefined, stderr);
  return { code, report };
}

Deno.test("the JSON schema that is kept is the schema (deno run -P=test src/doctor/write_schema.ts)", () => {
  assertEquals(schema, JSON.parse(JSON.stringify(reportJsonSchema())));
});

Deno.test("all is looked at, nothing is left behind", async () => {
  using home = new Home();
  const { code, report } = await look(home);
  const { checks } = report;
  assertEquals(code, report.status === "fail" ? 1 : 0);
  const of = (kind: string) => checks.filter((check) => check.kind === kind);
  for (const kind of ["tool", "machine", "kernel", "cache", "runtime"]) {
    assertEquals(of(kind).map(({ status }) => status), ["ok"], kind);
  }
  const [tool] = of("tool");
  assert(tool?.kind === "tool");
  assertEquals([tool.data.version, tool.data.deno], [
    project.version,
    Deno.version.deno,
  ]);
  assertEquals(of("model").map(({ name, status }) => `${name} ${status}`), [
    "drum-clap-mini ok",
  ]);
  const [cpu] = of("device");
  assert(cpu?.kind === "device");
  assertEquals([cpu.name, cpu.status, cpu.data.started, cpu.data.isolated], [
    "cpu",
    "ok",
    true,
    false,
  ]);
  if (hasGpu() === false) assertEquals(report.device, "cpu");
  assertEquals(filesBelow(home.home), []);
  assertEquals(filesBelow(home.tmp), []);
});

/** A device that this platform cannot have. */
const MISSING = Deno.build.os === "darwin" ? "dml" : "coreml";

Deno.test("the text says the same, a line each, without leaning on colour; a device that is named must be there", async () => {
  using home = new Home();
  const { code, stdout } = await home.roles(
    ["doctor", `--set=clap.device=${MISSING}`],
  );
  assertEquals(code, 1);
  for (const name of ["roles", "kernel", "cache", "drum-clap-mini", "cpu"]) {
    assert(new RegExp(`^ok    ${name}: .`, "m").test(stdout), stdout);
  }
  assertStringIncludes(stdout, `\nFAIL  ${MISSING}: `);
  assertStringIncludes(stdout, "\n      → ");
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.at(-2), "");
  assertEquals(lines.at(-1), "Something is amiss: see what is marked FAIL");
  for (const line of lines.slice(0, -2)) {
    assert(/^(ok|note|warn|FAIL| {4}) +\S/.test(line), line);
  }
});

/** A device that the runtime of this platform has, whether or not there is a card for it. */
const GRAPHICS = Deno.build.os === "darwin" ? "coreml" : "webgpu";

Deno.test("one device alone; one that is missing or does not run fails", async () => {
  using home = new Home();
  const [cpu, graphics, missing, wrong] = await Promise.all([
    look(home, ["--device=cpu"]),
    look(home, [`--device=${GRAPHICS}`]),
    look(home, [`--device=${MISSING}`]),
    home.roles(["doctor", "--device=cpuu"]),
  ]);
  assertEquals(cpu.code, 0);
  assertEquals(cpu.report.checks.map(({ name }) => name), ["runtime", "cpu"]);
  const found = graphics.report.checks.at(-1);
  assert(found?.kind === "device");
  assertEquals(
    [graphics.code, found.status],
    found.data.started ? [0, "ok"] : [1, "fail"],
  );
  assertEquals([missing.code, missing.report.status], [1, "fail"]);
  assertEquals([wrong.code, wrong.stdout], [2, ""]);
});

Deno.test("a cache that cannot be written fails", async () => {
  using home = new Home();
  const file = join(home.tmp, "file");
  Deno.writeTextFileSync(file, "");
  const { code, report } = await look(home, [], { ROLES_CACHE: file });
  assertEquals([code, report.status], [1, "fail"]);
});

Deno.test("a damaged model fails; without a home folder it says what is missing", async () => {
  using home = new Home();
  const env = { ROLES_CACHE: home.work };
  const name = "clap-htsat-unfused-quantized";
  const { revision } = registry.models.find((model) => model.name === name)!;
  const folder = join(home.work, "models", name, revision!);
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(join(folder, "preprocessor_config.json"), "{}");
  const [model, homeless] = await Promise.all([
    look(home, [], env),
    look(home, [], { HOME: "" }),
  ]);
  assertEquals(model.code, 1);
  const found = model.report.checks.find((check) => check.name === name);
  assertEquals(found?.status, "fail");
  assertEquals(
    found?.advice,
    `\`roles model pull ${name}\` brings what is right`,
  );

  const cache = homeless.report.checks.find(({ kind }) => kind === "cache");
  assert(cache?.kind === "cache");
  assertEquals([homeless.code, cache.status, cache.data.folder], [
    0,
    "warn",
    null,
  ]);
});
