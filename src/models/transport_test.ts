import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { formatBytes } from "./errors.ts";
import { TestClock } from "./testing/hub.ts";
import {
  DEFAULT_LIMITS,
  pauseAfter,
  retryAfter,
  systemClock,
  TransientError,
} from "./transport.ts";

Deno.test("Retry-After is read as seconds or as a date", () => {
  const now = Date.UTC(2026, 0, 1);
  assertEquals(retryAfter(null, now), undefined);
  assertEquals(retryAfter("120", now), 120_000);
  assertEquals(retryAfter("Thu, 01 Jan 2026 00:01:00 GMT", now), 60_000);
  assertEquals(retryAfter("Wed, 31 Dec 2025 00:00:00 GMT", now), 0);
  assertEquals(retryAfter("later", now), undefined);
});

Deno.test("pauses grow, stay in their bounds and respect the server", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 60 }),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    fc.option(fc.integer({ min: 0, max: 120_000 }), { nil: undefined }),
    (failures, chance, asked) => {
      const clock = { ...systemClock, random: () => chance };
      const pause = pauseAfter(
        failures,
        new TransientError("x", asked),
        DEFAULT_LIMITS,
        clock,
      );
      const full = Math.min(30_000, 500 * 2 ** (failures - 1));
      assert(pause >= full / 2 && pause >= (asked ?? 0));
      assert(pause <= Math.max(full, asked ?? 0));
    },
  ));
  const pauses = [1, 2, 3].map((failures) =>
    pauseAfter(
      failures,
      new TransientError("x"),
      DEFAULT_LIMITS,
      new TestClock(),
    )
  );
  assertEquals(pauses, [500, 1000, 2000]);
});

Deno.test("the real clock's sleep ends with its time and with the signal", async () => {
  await systemClock.sleep(0);
  const abort = new AbortController();
  const sleeping = systemClock.sleep(60_000, abort.signal);
  abort.abort(new RangeError("enough"));
  await assertRejects(() => sleeping, RangeError);
  await assertRejects(() => systemClock.sleep(0, abort.signal), RangeError);
});

Deno.test("sizes are written as people read them", () => {
  assertEquals(
    [0, 541, 999, 1000, 2_108_774, 117_528_416, 999_600_000, 5.2e12].map(
      formatBytes,
    ),
    [
      "0 bytes",
      "541 bytes",
      "999 bytes",
      "1.0 kB",
      "2.1 MB",
      "118 MB",
      "1.0 GB",
      "5.2 TB",
    ],
  );
});
