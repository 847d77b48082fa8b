/**
 * Pulling models: answers that are not the file, and where the token goes. The hub listens on this machine.
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import {
  dropAfter,
  NAME,
  status,
  TestClock,
  TestHub,
  testStore,
} from "../src/models/testing/hub.ts";
import {
  assertPulled,
  AUDIO,
  folderIn,
  pullFails,
  withHub,
} from "../src/models/testing/pulls.ts";

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
