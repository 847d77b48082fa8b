/**
 * Pulling models: processes side by side and after each other, other tools' caches, disks. The hub listens on this machine.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { ModelError } from "../src/models/errors.ts";
import {
  NAME,
  REVISION,
  stallAfter,
  type TestHub,
  testStore,
} from "../src/models/testing/hub.ts";
import {
  assertPulled,
  AUDIO,
  FILES,
  folderIn,
  PATHS,
  pullFails,
  withHub,
} from "../src/models/testing/pulls.ts";

/** Arguments of a process that pulls. */
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
      REVISION,
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
