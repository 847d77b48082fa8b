/**
 * Pulling models: transfers that break, stall, lie or go on without end. The hub listens on this machine.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import type { PullEvent } from "../src/models/pull.ts";
import {
  dropAfter,
  ignoreRange,
  NAME,
  type serve,
  stallAfter,
  TestClock,
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
