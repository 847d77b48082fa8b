/**
 * What GitHub runs: it may do little, what it uses is pinned, and what it calls is there.
 */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import project from "../deno.json" with { type: "json" };
import { TARGETS } from "../release/targets.ts";
import { installed } from "./helpers/shells.ts";
import { unless } from "./helpers/unless.ts";

type Permissions = Readonly<Record<string, string>>;

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions?: Permissions;
  readonly "timeout-minutes"?: number;
  readonly strategy?: {
    readonly matrix: {
      readonly include?: readonly Readonly<Record<string, string>>[];
    };
  };
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Permissions;
  readonly concurrency: unknown;
  readonly defaults: { readonly run: { readonly shell: string } };
  readonly jobs: Readonly<Record<string, Job>>;
}

const at = (name: string) =>
  fileURLToPath(new URL(`../${name}`, import.meta.url));
const read = (name: string) => Deno.readTextFileSync(at(name));

const FOLDER = ".github/workflows";
const TEXTS = new Map(
  [...Deno.readDirSync(at(FOLDER))].map(({ name }) => [
    name,
    read(`${FOLDER}/${name}`),
  ]),
);
const WORKFLOWS = new Map(
  [...TEXTS].map(([name, text]) => [name, parse(text) as Workflow]),
);
const CI = WORKFLOWS.get("ci.yml")!;
const RELEASE = WORKFLOWS.get("release.yml")!;

const JOBS = [...WORKFLOWS].flatMap(([name, { jobs }]) =>
  Object.entries(jobs).map(([job, value]) => ({
    name: `${name}: ${job}`,
    job: value,
  }))
);
const STEPS = JOBS.flatMap(({ name, job }) =>
  (job.steps ?? []).map((step) => ({ name, step }))
);

Deno.test("a job may read the code, and the few that write may write what they are for", () => {
  for (const [name, { permissions, concurrency }] of WORKFLOWS) {
    assert(Object.values(permissions).every((may) => may === "read"), name);
    assert(concurrency, name);
  }
  const writes = JOBS.map(({ name, job }) => [
    name,
    Object.entries(job.permissions ?? {})
      .filter(([, may]) => may !== "read").map(([what, may]) =>
        `${what}: ${may}`
      ),
  ]).filter(([, what]) => what!.length > 0);
  assertEquals(Object.fromEntries(writes), {
    "release.yml: attest": ["id-token: write", "attestations: write"],
    "release.yml: release": ["contents: write"],
    "release.yml: jsr": ["id-token: write"],
  });
  // Without a line of its own a job of release.yml may nothing, not even read.
  assertEquals(RELEASE.permissions, {});
  for (const { name, step } of STEPS) {
    if (!step.uses?.startsWith("actions/checkout@")) continue;
    assertEquals(step.with?.["persist-credentials"], false, name);
  }
});

Deno.test("actions are pinned to a commit, the same everywhere, and its version is told", () => {
  const pins = new Map<string, Set<string>>();
  for (const [name, text] of TEXTS) {
    for (const [, uses] of text.matchAll(/\buses: (.*)$/gm)) {
      if (uses!.startsWith("./")) {
        assert(Deno.statSync(at(uses!)).isFile, uses);
        continue;
      }
      const [, action, pin] =
        /^([\w-]+\/[\w-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)$/.exec(uses!) ?? [];
      assert(action !== undefined && pin !== undefined, `${name}: ${uses}`);
      pins.set(action, (pins.get(action) ?? new Set()).add(pin));
    }
  }
  for (const [action, all] of pins) assertEquals(all.size, 1, action);
  assert(pins.has("denoland/setup-deno"));
});

Deno.test("one version of Deno: that of the README and of .ci/run", () => {
  const versions = new Set([
    ...STEPS.filter(({ step }) => step.uses?.startsWith("denoland/setup-deno@"))
      .map(({ step }) => step.with?.["deno-version"]),
    ...[
      ...TEXTS.values(),
      read("README.md"),
      read(".ci/run"),
      read("CONTRIBUTING.md"),
    ]
      .flatMap((text) => [...text.matchAll(/\bdeno@(\d+\.\d+\.\d+)/g)])
      .map(([, version]) => version),
  ]);
  assertEquals([...versions].length, 1, [...versions].join());
});

Deno.test("tasks and files that are called are there", () => {
  let tasks = 0;
  for (const { name, step } of STEPS) {
    for (
      const [, task]
        of step.run?.matchAll(/\bdeno(?:@[\d.]+)? task ([\w:]+)/g) ?? []
    ) {
      assert(Object.hasOwn(project.tasks, task!), `${name}: ${task}`);
      tasks++;
    }
    for (const [path] of step.run?.matchAll(/[\w./]+\.ts\b/g) ?? []) {
      assert(Deno.statSync(at(path)).isFile, `${name}: ${path}`);
    }
  }
  assert(tasks >= 8);
  for (const [task, { command }] of Object.entries(project.tasks)) {
    for (const [path] of command.matchAll(/(?<=\s)[\w./]+\.ts\b/g)) {
      assert(Deno.statSync(at(path)).isFile, `${task}: ${path}`);
    }
  }
});

Deno.test("nothing from outside becomes a part of a command, and no job runs for ever", () => {
  for (const { name, step } of STEPS) {
    for (const [, value] of step.run?.matchAll(/\$\{\{(.*?)\}\}/g) ?? []) {
      assert(/^ matrix\.\w+ $/.test(value!), `${name}: ${value}`);
    }
  }
  for (const [name, { defaults }] of WORKFLOWS) {
    // What GitHub runs without it goes on when the first command of a pipe fails.
    assertEquals(defaults.run.shell, "bash", name);
  }
  for (const { name, job } of JOBS) {
    assert(job.uses !== undefined || job["timeout-minutes"]! <= 60, name);
  }
});

Deno.test("CI checks three systems, and a release waits for it", () => {
  const systems = (name: string) =>
    new Set(
      JSON.stringify(CI.jobs[name]!.strategy).match(/ubuntu|macos|windows/g),
    );
  for (const job of ["ok", "binary"]) {
    assertEquals(systems(job), new Set(["ubuntu", "macos", "windows"]));
  }
  assert("pull_request" in CI.on && "workflow_call" in CI.on);
  assertEquals(RELEASE.jobs["ok"]!.uses, "./.github/workflows/ci.yml");
  assertEquals(RELEASE.jobs["release"]!.needs, ["ok", "attest"]);
  assertEquals(RELEASE.jobs["jsr"]!.needs, "release");
  assertEquals(RELEASE.jobs["release"]!.if, "github.event_name == 'push'");
});

Deno.test("a release has a file for every target, and the install page names each", () => {
  const files = RELEASE.jobs["binary"]!.strategy!.matrix.include!;
  assertEquals(
    files.map(({ target }) => target),
    TARGETS.map(({ triple }) => triple),
  );
  const page = read("docs/install.md");
  const named = page.matchAll(/releases\/latest\/download\/([\w.-]+)/g);
  assertEquals(
    new Set([...named].map(([, name]) => name)),
    new Set([...files.map(({ name }) => name), "SHA256SUMS"]),
  );
});

Deno.test({
  ...unless(
    installed("actionlint") ? null : "no actionlint",
    "actionlint has nothing to say",
  ),
  async fn() {
    const { code, stdout } = await new Deno.Command("actionlint", {
      args: ["-no-color", "-shellcheck=", ...TEXTS.keys()],
      cwd: at(FOLDER),
    }).output();
    assertEquals([code, new TextDecoder().decode(stdout)], [0, ""]);
  },
});
