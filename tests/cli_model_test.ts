/**
 * `roles model` from outside. The hub is a server on this machine; the files are those of the registry in name and size
 * alone.
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { basename, dirname, join } from "node:path";
import registry from "../models/registry.json" with { type: "json" };
import { filesBelow, Home, TINY } from "./helpers/home.ts";

const NAME = "clap-htsat-unfused";
const MODEL = registry.models.find(({ name }) => name === NAME)!;
const AUDIO = MODEL.files.find(({ kind }) => kind === "audio_model")!;

/** Where the model stands below a cache folder. */
const folderIn = (cache: string) =>
  join(cache, "models", NAME, MODEL.revision!);

/** A file of some size that takes no room. */
function writeHole(path: string, bytes: number): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.createSync(path).close();
  Deno.truncateSync(path, bytes);
}

Deno.test("list says what there is, how much of it is here, and which one the configuration names", async () => {
  using home = new Home();
  const cache = join(home.work, "cache");
  writeHole(join(folderIn(cache), AUDIO.path), AUDIO.bytes);
  const list = (...args: string[]) =>
    home.roles(["model", "list", ...args], { ROLES_CACHE: cache });
  const [table, named, json, elsewhere] = await Promise.all([
    list(),
    list("--set", `clap.model_id=${MODEL.aliases[0]}`),
    list("--format", "json", "--set", `clap.model_id=${NAME}`),
    list("--format", "json", "--set", "clap.cache_dir=other"),
  ]);
  for (const { code, stderr } of [table, named, json]) {
    assertEquals([code, stderr], [0, ""]);
  }
  const lines = table.stdout.split("\n");
  assertEquals(lines[0]!.split(/ +/), ["name", "state", "size", "licence"]);
  assertEquals(
    lines.find((line) => line.startsWith(`${NAME} `))!.split(/ {2,}/),
    [NAME, "partial", "118 MB of 621 MB", "Apache-2.0"],
  );
  for (const { name, note } of registry.models) {
    assert(lines.some((line) => line.split(" ")[0] === name));
    assert(lines.includes(`  ${note}`));
  }
  assertMatch(
    named.stdout,
    new RegExp(`^${NAME} \\(default\\) +partial `, "m"),
  );
  assertEquals(named.stdout.match(/\(default\)/g)!.length, 1);

  const entries = JSON.parse(json.stdout);
  assertEquals(
    entries.map((entry: { name: string }) => entry.name),
    registry.models.map(({ name }) => name),
  );
  const ours = (entry: { name: string }) => entry.name === NAME;
  assertEquals(entries.find(ours), {
    name: NAME,
    default: true,
    state: "partial",
    bytes: MODEL.files.reduce((sum, { bytes }) => sum + bytes, 0),
    present_bytes: AUDIO.bytes,
    licence: MODEL.licence,
    licence_source: MODEL.licence_source,
    note: MODEL.note,
    quantized: false,
    dimension: 512,
    aliases: MODEL.aliases,
    repository: MODEL.repository,
    revision: MODEL.revision,
  });
  assertEquals(JSON.parse(elsewhere.stdout).find(ours).state, "absent");
});

Deno.test("path, verify and remove: what is wrong is said, and only what was pulled is removed", async () => {
  using home = new Home();
  const cache = join(home.work, "cache");
  const folder = folderIn(cache);
  const model = (...args: string[]) =>
    home.roles(["model", ...args], { ROLES_CACHE: cache });

  assertEquals(await model("path", NAME), {
    code: 0,
    stdout: `${folder}\n`,
    stderr: "",
  });
  // The one that comes with the tool is here always, and right.
  const embedded = await model("verify");
  assertEquals(embedded.code, 0, embedded.stdout);
  assertMatch(embedded.stdout, /^drum-clap-mini: /);
  assertEquals(embedded.stdout.includes(NAME), false);
  assertEquals(await model("remove", NAME), {
    code: 0,
    stdout: `${NAME}: not here\n`,
    stderr: "",
  });

  const [config, text, tokenizer] = MODEL.files.filter((file) =>
    file !== AUDIO
  );
  writeHole(join(folder, config!.path), config!.bytes - 1);
  writeHole(join(folder, tokenizer!.path), tokenizer!.bytes);
  const [one, json] = await Promise.all([
    model("verify", NAME),
    model("verify", "--format", "json"),
  ]);
  assertEquals(one.code, 1);
  assertEquals(
    one.stdout.split("\n").slice(1, -1).map((line) => line.trim()),
    [
      `missing       ${AUDIO.path}`,
      `wrong size    ${config!.path}`,
      `missing       ${text!.path}`,
      `wrong sha256  ${tokenizer!.path}`,
    ],
  );
  assertEquals(
    one.stderr,
    `error: ${NAME}: 4 files missing or wrong; "roles model pull ${NAME}" brings what is right\n`,
  );
  assertEquals(json.code, 1);
  assertStringIncludes(json.stderr, "2 files missing or wrong");
  const records = JSON.parse(json.stdout)
    .filter((record: { model: string }) => record.model === NAME);
  assertEquals(
    records.map((record: { status: string }) => record.status),
    ["missing", "wrong_size", "missing", "wrong_sha256"],
  );
  assertEquals(records[1], {
    model: NAME,
    kind: config!.kind,
    path: join(folder, config!.path),
    status: "wrong_size",
    bytes: config!.bytes - 1,
    sha256: null,
  });

  const removed = await model("remove", NAME);
  assertEquals([removed.code, removed.stderr], [0, ""]);
  assertStringIncludes(removed.stdout, `${NAME}: removed from `);
  assertEquals(filesBelow(cache), []);
});

Deno.test("a folder of the user's is verified, never pulled and never removed", async () => {
  using home = new Home();
  Deno.mkdirSync(join(home.work, "mine/onnx"), { recursive: true });
  const names = filesBelow(TINY).filter((name) => /onnx$|json$/.test(name));
  for (const name of names) {
    Deno.copyFileSync(join(TINY, name), join(home.work, "mine", name));
  }
  const model = (command: string) => home.roles(["model", command, "./mine"]);
  const [pull, verify, path, remove] = await Promise.all([
    model("pull"),
    model("verify"),
    model("path"),
    model("remove"),
  ]);
  assertEquals(pull, {
    code: 0,
    stdout: "./mine: nothing to pull: it is a folder of yours\n",
    stderr: "",
  });
  assertEquals([verify.code, verify.stderr], [0, ""]);
  assertEquals(
    verify.stdout.match(/ {2}unpinned .* sha256 [0-9a-f]{64}\n/g)?.length,
    4,
  );
  assertEquals(path.stdout, `${join(home.work, "mine")}\n`);
  assertEquals([remove.code, remove.stdout], [2, ""]);
  assertEquals(
    remove.stderr,
    "error: Cannot remove ./mine: only pulled models are removed\n",
  );
  assertEquals(filesBelow(join(home.work, "mine")), names.sort());
});

Deno.test("wrong names, and no place to stand", async () => {
  using home = new Home();
  const results = await Promise.all([
    home.roles(["model", "pull", "clap-htsat-unfuzed"]),
    home.roles(["model", "pull"]),
    home.roles(["model", "pul", NAME]),
    home.roles(["model", "path", NAME], { HOME: "", LOCALAPPDATA: "" }),
  ]);
  const words = [
    `did you mean "${NAME}"?`,
    "No NAME is given",
    'did you mean "pull"?',
    "set ROLES_CACHE (or clap.cache_dir) to a folder",
  ];
  for (const [i, { code, stdout, stderr }] of results.entries()) {
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, words[i]!);
  }
});

/** A hub that sends so many bytes of each file, says when, and then nothing more; it refuses the rest of a file. */
class HaltingHub implements AsyncDisposable {
  readonly asked: string[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #stop = new AbortController();

  constructor(bytes: number) {
    const { signal } = this.#stop;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, signal, onListen() {} },
      (request) => {
        const range = request.headers.get("range");
        this.asked.push(`${basename(request.url)} ${range}`);
        if (range !== null) return new Response("gone", { status: 404 });
        const stream = new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(new Uint8Array(bytes)),
        });
        return new Response(stream, {
          headers: { "content-length": `${AUDIO.bytes}` },
        });
      },
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#server.finished;
  }
}

Deno.test(
  "a pull that is stopped says what is kept, and the next one goes on from there",
  {
    ignore: Deno.build.os === "windows",
  },
  async () => {
    using home = new Home();
    await using hub = new HaltingHub(3_000_000);
    const env = { HF_ENDPOINT: hub.url, ROLES_CACHE: home.tmp };
    const part = join(folderIn(home.tmp), `${AUDIO.path}.part`);
    const changes = Deno.watchFs(home.tmp);
    const child = home.command(["model", "pull", NAME], env, "pull").spawn();
    for await (const _ of changes) {
      if (sizeOf(part) === 3_000_000) break;
    }
    child.kill("SIGINT");
    const { code, stdout, stderr } = await child.output();
    const text = new TextDecoder();
    assertEquals([code, text.decode(stdout)], [130, ""]);
    assertEquals(
      text.decode(stderr),
      `${NAME}: pulling 621 MB\n` +
        "stopped: 3.0 MB of 621 MB are kept; the same command goes on where it stopped\n",
    );
    assertEquals(sizeOf(part), 3_000_000);

    const again = await home.roles(["model", "pull", NAME], env, "pull");
    assertEquals([again.code, again.stdout], [2, ""]);
    assertStringIncludes(again.stderr, "does not exist (404)");
    assertStringIncludes(again.stderr, "by hand: download ");
    assert(!again.stderr.includes("stopped"));
    assertEquals(hub.asked, [
      `${basename(AUDIO.path)} null`,
      `${basename(AUDIO.path)} bytes=3000000-`,
    ]);
    assertEquals(sizeOf(part), 3_000_000);

    // The permissions of every other command do not reach the network.
    const denied = await home.roles(["model", "pull", NAME], env);
    assertEquals([denied.code, denied.stdout], [2, ""]);
    assertEquals(
      denied.stderr.split("\n")[1],
      `error: Cannot pull ${AUDIO.path} of ${NAME}: no permission for the network (--allow-net=${
        new URL(hub.url).host
      }): run "deno task pull ${NAME}", which has it`,
    );
    assertEquals(hub.asked.length, 2);
  },
);

function sizeOf(path: string): number | null {
  try {
    return Deno.statSync(path).size;
  } catch {
    return null;
  }
}
