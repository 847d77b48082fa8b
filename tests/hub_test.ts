/**
 * Pulling models from a hub that misbehaves in every way that hubs do. The hub listens on this machine.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { ModelError } from "../src/models/errors.ts";
import type { PullEvent } from "../src/models/pull.ts";
import {
  dropAfter,
  ignoreRange,
  modelFiles,
  NAME,
  type serve,
  stallAfter,
  status,
  TestClock,
  TestHub,
  testStore,
} from "../src/models/testing/hub.ts";

const AUDIO = "onnx/audio_model.onnx";
const FILES = modelFiles();
const PATHS = Object.keys(FILES);

/** Runs a test with a hub and an empty cache folder. */
async function withHub(
  work: (hub: TestHub, root: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await using hub = new TestHub();
    await work(hub, root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const folderIn = (root: string) =>
  join(root, "models", NAME, "0123456789abcdef0123456789abcdef01234567");

/** Checks that the folder holds these files, whole and right, and no half ones. */
async function assertPulled(
  root: string,
  paths: readonly string[] = PATHS,
): Promise<void> {
  const folder = folderIn(root);
  const found: string[] = [];
  for (const below of ["", "onnx"]) {
    for await (const entry of Deno.readDir(join(folder, below))) {
      if (entry.isFile && entry.name !== ".lock") {
        found.push(below === "" ? entry.name : `${below}/${entry.name}`);
      }
    }
  }
  assertEquals(found.sort(), [...paths].sort());
  for (const path of paths) {
    assertEquals(await Deno.readFile(join(folder, path)), FILES[path]);
  }
}

async function pullFails(
  store: ReturnType<typeof testStore>,
  code: string,
  ...words: string[]
): Promise<ModelError> {
  const error = await assertRejects(() => store.pull(NAME), ModelError);
  assertEquals(error.code, code);
  assert(!error.message.includes("\n"), "one line");
  for (const word of words) {
    assert(
      error.message.includes(word),
      `${JSON.stringify(error.message)} lacks ${JSON.stringify(word)}`,
    );
  }
  return error;
}

Deno.test("a pull brings every file, and a second one asks for nothing", () =>
  withHub(async (hub, root) => {
    const store = testStore(root, hub.url);
    const events: PullEvent[] = [];
    const report = await store.pull(NAME, { onEvent: (e) => events.push(e) });
    assertEquals(report.folder, folderIn(root));
    assertEquals(
      report.files.map(({ how }) => how),
      Array(4).fill("downloaded"),
    );
    assertEquals(hub.asked, PATHS);
    await assertPulled(root);
    const last = events.at(-1)!;
    assert(last.type === "progress");
    assertEquals(last.total_received, 305_541);
    assertEquals(last.total_bytes, 305_541);

    const again = await store.pull("org/tiny");
    assertEquals(again.files.map(({ how }) => how), Array(4).fill("present"));
    assertEquals(hub.log.length, 4);
  }));

Deno.test("a pull that checks brings anew what has the right size and wrong bytes", () =>
  withHub(async (hub, root) => {
    const store = testStore(root, hub.url);
    await store.pull(NAME);
    const path = join(folderIn(root), AUDIO);
    await Deno.writeFile(path, FILES[AUDIO]!.map((byte) => byte ^ 1));
    await store.pull(NAME);
    assertEquals(hub.log.length, 4);
    const report = await store.pull(NAME, { check: true });
    assertEquals(
      report.files.map(({ how }) => how),
      ["downloaded", "present", "present", "present"],
    );
    await assertPulled(root);
  }));

Deno.test("the halves of a model can be pulled apart", () =>
  withHub(async (hub, root) => {
    const store = testStore(root, hub.url);
    await store.pull(NAME, { parts: ["audio"] });
    await assertPulled(root, [AUDIO, "preprocessor_config.json"]);
    assertEquals(
      (await store.resolve(NAME)).missing.map(({ path }) => path),
      ["onnx/text_model.onnx", "tokenizer.json"],
    );
    await store.pull(NAME, { parts: ["text"] });
    await assertPulled(root);
    assertEquals(hub.asked, PATHS);
  }));

Deno.test("a connection that drops is resumed by Range", () =>
  withHub(async (hub, root) => {
    hub.answers.push(dropAfter(70_000), dropAfter(50_000));
    const retries: string[] = [];
    const clock = new TestClock();
    await testStore(root, hub.url, { clock }).pull(NAME, {
      onEvent: (event) => {
        if (event.type === "retry") retries.push(event.reason);
      },
    });
    await assertPulled(root);
    assertEquals(hub.asked.slice(0, 3), [
      AUDIO,
      `${AUDIO} [bytes=70000-]`,
      `${AUDIO} [bytes=120000-]`,
    ]);
    assertEquals(clock.pauses, [500, 1000]);
    assertEquals(retries.length, 2);
  }));

Deno.test("a server without Range sends the whole again", () =>
  withHub(async (hub, root) => {
    hub.answers.push(dropAfter(70_000), ignoreRange);
    await testStore(root, hub.url).pull(NAME);
    await assertPulled(root);
    assertEquals(hub.asked.slice(0, 3), [
      AUDIO,
      `${AUDIO} [bytes=70000-]`,
      PATHS[1]!,
    ]);
  }));

Deno.test("another range than asked for is not written", () =>
  withHub(async (hub, root) => {
    hub.answers.push(
      dropAfter(70_000),
      (_, body) =>
        new Response(body.slice(60_000), {
          status: 206,
          headers: { "content-range": "bytes 60000-199999/200000" },
        }),
    );
    const clock = new TestClock();
    await testStore(root, hub.url, { clock }).pull(NAME);
    await assertPulled(root);
    assertEquals(hub.asked[2], AUDIO);
    assertEquals(
      clock.pauses,
      [500, 1000],
      "noticed before anything is written",
    );
  }));

Deno.test("tries that bring something do not count as failures", () =>
  withHub(async (hub, root) => {
    hub.answers.push(...Array.from({ length: 19 }, () => dropAfter(10_000)));
    await testStore(root, hub.url, { limits: { progressBytes: 10_000 } })
      .pull(NAME);
    await assertPulled(root);
  }));

Deno.test("a connection that always drops is given up, and what came is kept for the next pull", () =>
  withHub(async (hub, root) => {
    const store = testStore(root, hub.url, { limits: { tries: 3 } });
    hub.answers.push(dropAfter(20_000), dropAfter(20_000), dropAfter(20_000));
    await pullFails(store, "network", "3 times in a row", "60 kB of 200 kB");
    await store.pull(NAME);
    assertEquals(hub.asked[3], `${AUDIO} [bytes=60000-]`);
    await assertPulled(root);
  }));

Deno.test("wrong bytes are removed, tried once more, and then refused", () =>
  withHub(async (hub, root) => {
    const wrong: typeof serve = (_, body) =>
      new Response(body.map((b) => b ^ 1));
    const store = testStore(root, hub.url);
    hub.answers.push(wrong);
    await store.pull(NAME);
    await assertPulled(root);

    await store.remove(NAME);
    hub.answers.push(wrong, wrong);
    await pullFails(store, "wrong_content", AUDIO, "sha256", "removed");
    assertEquals(
      [...Deno.readDirSync(join(folderIn(root), "onnx"))],
      [],
    );
  }));

Deno.test("a body of another size is refused before it is read", () =>
  withHub(async (hub, root) => {
    const page: typeof serve = () => new Response("<html>please log in</html>");
    hub.answers.push(page, page);
    await pullFails(
      testStore(root, hub.url),
      "wrong_content",
      "26 bytes instead of 200000",
    );
  }));

Deno.test("a body without end is cut off", () =>
  withHub(async (hub, root) => {
    const endless: typeof serve = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(50_000)),
        }),
      );
    hub.answers.push(endless, endless);
    await pullFails(
      testStore(root, hub.url),
      "wrong_content",
      "more than 200000 bytes",
    );
  }));

Deno.test("a part that is longer than the file, or wrong, does not spoil the pull", () =>
  withHub(async (hub, root) => {
    const onnx = join(folderIn(root), "onnx");
    await Deno.mkdir(onnx, { recursive: true });
    await Deno.writeFile(
      join(onnx, "audio_model.onnx.part"),
      new Uint8Array(300_000),
    );
    await Deno.writeFile(
      join(onnx, "text_model.onnx.part"),
      new Uint8Array(40_000),
    );
    await testStore(root, hub.url).pull(NAME);
    await assertPulled(root);
    assertEquals(hub.asked.filter((path) => path.includes("onnx")), [
      AUDIO,
      "onnx/text_model.onnx [bytes=40000-]",
      "onnx/text_model.onnx",
    ]);
  }));

Deno.test("401 and 403 say HF_TOKEN, 404 names the file, and none is tried again", () =>
  withHub(async (hub, root) => {
    const store = testStore(root, hub.url);
    hub.answers.push(status(401));
    await pullFails(
      store,
      "unauthorized",
      "set HF_TOKEN",
      `${hub.url}/org/tiny/resolve/`,
      join(folderIn(root), AUDIO),
      "by hand",
      "roles model verify tiny",
    );
    hub.answers.push(status(403));
    await pullFails(
      testStore(root, hub.url, { hub: { token: "hf_secret" } }),
      "unauthorized",
      "the token in HF_TOKEN may not read",
    );
    hub.answers.push(status(404));
    const { message } = await pullFails(
      store,
      "not_found",
      AUDIO,
      "0123456789",
    );
    assert(!message.includes("hf_secret"));
    assertEquals(hub.log.length, 3);
  }));

Deno.test("429 and 503 are waited out as Retry-After says, within bounds", () =>
  withHub(async (hub, root) => {
    const clock = new TestClock();
    const store = testStore(root, hub.url, { clock });
    hub.answers.push(
      status(429, { "retry-after": "7" }),
      status(503, { "retry-after": "Thu, 01 Jan 2026 00:00:20 GMT" }),
      status(503),
      status(500, { "retry-after": "soon" }),
    );
    await store.pull(NAME);
    await assertPulled(root);
    assertEquals(clock.pauses, [7_000, 20_000, 2_000, 4_000]);

    await store.remove(NAME);
    hub.answers.push(status(429, { "retry-after": "3600" }));
    await pullFails(store, "network", "429", "wait 3600 seconds");
  }));

Deno.test("a server that nobody answers for is said so", async () => {
  const root = await Deno.makeTempDir();
  const hub = new TestHub();
  const { url } = hub;
  await hub[Symbol.asyncDispose]();
  const clock = new TestClock();
  await pullFails(
    testStore(root, url, { clock }),
    "network",
    "cannot reach 127.0.0.1",
    "6 times in a row",
  );
  assertEquals(clock.pauses, [500, 1000, 2000, 4000, 8000]);
  await Deno.remove(root, { recursive: true });
});

Deno.test("the token goes to the hub and not to where it redirects", () =>
  withHub(async (hub, root) => {
    await using elsewhere = new TestHub();
    const store = testStore(root, hub.url, { hub: { token: "hf_secret" } });
    hub.answers.push(
      // To another place on the same host: the token may go along.
      () => Response.redirect(`${hub.url}/elsewhere/${AUDIO}`, 307),
      (request) =>
        Response.redirect(
          `${elsewhere.url}/elsewhere/${
            new URL(request.url).pathname.slice(11)
          }`,
        ),
    );
    await store.pull(NAME);
    await assertPulled(root);
    assertEquals(elsewhere.asked, [AUDIO]);
    assertEquals(elsewhere.log[0]!.authorization, null);
    assertEquals(
      hub.log.map(({ authorization }) => authorization),
      Array(5).fill("Bearer hf_secret"),
    );
  }));

Deno.test("the token does not come back after a detour, and a range goes along", () =>
  withHub(async (hub, root) => {
    await using elsewhere = new TestHub();
    const store = testStore(root, hub.url, { hub: { token: "hf_secret" } });
    hub.answers.push(
      dropAfter(30_000),
      () =>
        new Response(null, {
          status: 302,
          headers: { location: `${elsewhere.url}/elsewhere/${AUDIO}` },
        }),
    );
    await store.pull(NAME);
    await assertPulled(root);
    assertEquals(elsewhere.log, [
      { path: AUDIO, range: "bytes=30000-", authorization: null },
    ]);
  }));

Deno.test("redirects to files, to nowhere and in circles are refused", () =>
  withHub(async (hub, root) => {
    const store = testStore(root, hub.url, { limits: { tries: 1 } });
    const to = (location: string) => status(302, { location });
    hub.answers.push(to("file:///etc/passwd"));
    await pullFails(store, "network", "file: URL");
    hub.answers.push(to("http://"));
    await pullFails(store, "network", "redirects to nowhere");
    hub.answers.push(
      ...Array.from({ length: 11 }, () => to(`/elsewhere/${AUDIO}`)),
    );
    await pullFails(store, "network", "more than 10 times");
  }));

Deno.test("a body that stalls is given up and resumed", () =>
  withHub(async (hub, root) => {
    const clock = new TestClock();
    hub.answers.push(stallAfter(90_000));
    const reasons: string[] = [];
    await testStore(root, hub.url, { clock }).pull(NAME, {
      onEvent: (event) => {
        if (event.type === "retry") reasons.push(event.reason);
        if (event.type === "progress" && event.received === 90_000) {
          // After this event the pull waits for more, which does not come.
          queueMicrotask(() => queueMicrotask(() => clock.stall()));
        }
      },
    });
    await assertPulled(root);
    assertEquals(hub.asked[1], `${AUDIO} [bytes=90000-]`);
    assertEquals(reasons.length, 1);
    assert(reasons[0]!.endsWith("sent nothing for 30 seconds"));
  }));

Deno.test("a pull that is aborted stops at once and keeps what came", () =>
  withHub(async (hub, root) => {
    const abort = new AbortController();
    hub.answers.push(stallAfter(90_000));
    const store = testStore(root, hub.url);
    await assertRejects(
      () =>
        store.pull(NAME, {
          signal: abort.signal,
          onEvent: (event) => {
            if (event.type === "progress" && event.received === 90_000) {
              abort.abort(new DOMException("stop", "AbortError"));
            }
          },
        }),
      DOMException,
    );
    await store.pull(NAME);
    assertEquals(hub.asked[1], `${AUDIO} [bytes=90000-]`);
    await assertPulled(root);
  }));

Deno.test("two pulls at once share one download", () =>
  withHub(async (hub, root) => {
    const waits: number[] = [];
    await Promise.all([1, 2, 3].map((i) =>
      testStore(root, hub.url).pull(NAME, {
        onEvent: (event) => event.type === "wait" && waits.push(i),
      })
    ));
    await assertPulled(root);
    assertEquals(hub.asked, PATHS);
    assertEquals(waits.length, 2);
  }));

Deno.test("offline, the network is not touched and the error says what goes where", () =>
  withHub(async (hub, root) => {
    const store = testStore(root, hub.url);
    const error = await assertRejects(
      () => store.pull(NAME, { offline: true, parts: ["audio"] }),
      ModelError,
    );
    assertEquals(error.code, "offline");
    assert(error.message.includes("--offline forbids the network"));
    assert(error.message.includes(join(folderIn(root), AUDIO)));
    assert(!error.message.includes("tokenizer.json"));
    await pullFails(
      testStore(root, hub.url, { hub: { offline: true } }),
      "offline",
      "HF_HUB_OFFLINE",
      "306 kB",
      "roles model pull tiny",
    );
    assertEquals(hub.log, []);
  }));

Deno.test("what the hub's own cache holds is taken from there, offline too, if its hash is right", () =>
  withHub(async (hub, root) => {
    const hubCache = join(root, "hub");
    const repository = join(hubCache, "models--org--tiny");
    const snapshot = join(
      repository,
      "snapshots",
      "0123456789abcdef0123456789abcdef01234567",
    );
    await Deno.mkdir(join(snapshot, "onnx"), { recursive: true });
    await Deno.mkdir(join(repository, "blobs"));
    // As the hub's tools do: a snapshot's entries link to blobs.
    for (const path of PATHS.slice(0, 3)) {
      const blob = join(repository, "blobs", path.replace("/", "-"));
      await Deno.writeFile(
        blob,
        path === PATHS[2] ? FILES[path]!.map((b) => b ^ 1) : FILES[path]!,
      );
      await Deno.symlink(blob, join(snapshot, path));
    }
    const offline = testStore(root, hub.url, {
      hub: { hubCache, offline: true },
    });
    const audio = await offline.pull(NAME, { parts: ["audio"] });
    assertEquals(audio.files.map(({ how }) => how), ["hub_cache", "hub_cache"]);
    const online = testStore(root, hub.url, { hub: { hubCache } });
    const text = await online.pull(NAME);
    assertEquals(
      text.files.map(({ how }) => how),
      ["present", "present", "downloaded", "downloaded"],
    );
    await assertPulled(root);
    assertEquals(hub.asked, PATHS.slice(2));
    await online.remove(NAME);
    assertEquals(
      await Deno.readFile(join(repository, "blobs", "onnx-audio_model.onnx")),
      FILES[AUDIO],
    );
  }));

Deno.test({
  name: "a full disk is one clear line",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withHub(async (hub, root) => {
      // A limit on the size of files: the write that crosses it fails, as on a disk without room.
      const { code, stdout } = await new Deno.Command("sh", {
        args: [
          "-c",
          'trap "" XFSZ; ulimit -f 100; exec "$@"',
          "sh",
          Deno.execPath(),
          ...childArgs(root, hub),
        ],
      }).output();
      const message = new TextDecoder().decode(stdout).trim().split("\n").at(
        -1,
      )!;
      assertEquals(code, 2, message);
      assert(
        /^Cannot pull .* of tiny: Cannot write ".*part": no space is left; free some/
          .test(message),
        message,
      );
      assert(!message.includes("by hand"), "by hand it would not fit either");
      // With room again it goes on from what was written.
      await testStore(root, hub.url).pull(NAME);
      await assertPulled(root);
      assert(/^onnx\/audio_model.onnx \[bytes=\d+-\]$/.test(hub.asked[1]!));
    }),
});

Deno.test("a folder that cannot be written is one clear line", () =>
  withHub(async (hub, root) => {
    const file = join(root, "file");
    await Deno.writeTextFile(file, "");
    await pullFails(testStore(file, hub.url), "disk", "ROLES_CACHE", file);
  }));

const childArgs = (root: string, hub: TestHub) => [
  "run",
  "-q",
  "--no-prompt",
  "--allow-read",
  `--allow-write=${root}`,
  "--allow-net=127.0.0.1",
  join(import.meta.dirname!, "../src/models/testing/pull_child.ts"),
  root,
  hub.url,
];

Deno.test("a pull that is killed in the middle goes on where it stood", () =>
  withHub(async (hub, root) => {
    hub.answers.push(stallAfter(120_000));
    const child = new Deno.Command(Deno.execPath(), {
      args: childArgs(root, hub),
      stdout: "piped",
    }).spawn();
    let printed = "";
    for await (
      const text of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      printed += text;
      if (printed.includes('"received":120000')) break;
    }
    child.kill("SIGKILL");
    assertEquals((await child.status).success, false);

    await testStore(root, hub.url).pull(NAME);
    await assertPulled(root);
    assertEquals(hub.asked.slice(0, 3), [
      AUDIO,
      `${AUDIO} [bytes=120000-]`,
      PATHS[1]!,
    ]);
  }));

Deno.test("two processes that pull at once share one download", () =>
  withHub(async (hub, root) => {
    const outputs = await Promise.all(
      [1, 2].map(() =>
        new Deno.Command(Deno.execPath(), { args: childArgs(root, hub) })
          .output()
      ),
    );
    assertEquals(outputs.map(({ code }) => code), [0, 0]);
    await assertPulled(root);
    assertEquals(hub.asked, PATHS);
  }));

Deno.test("without permission for the network the error says which", () =>
  withHub(async (hub, root) => {
    const args = childArgs(root, hub).filter((arg) =>
      !arg.startsWith("--allow-net")
    );
    const { code, stdout } = await new Deno.Command(Deno.execPath(), { args })
      .output();
    assertEquals(code, 2);
    const message = new TextDecoder().decode(stdout);
    assert(message.includes(`--allow-net=${new URL(hub.url).host}`), message);
  }));
