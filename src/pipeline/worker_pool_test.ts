import { assertEquals, assertRejects } from "@std/assert";
import { WorkerDied, WorkerPool } from "./worker_pool.ts";

const ECHO = new URL("./testing/echo_worker.ts", import.meta.url);
const BROKEN = new URL("./testing/broken_worker.ts", import.meta.url);

Deno.test("every task is answered, more tasks than workers", async () => {
  using pool = new WorkerPool<string, string>(ECHO, 2, "hello");
  const tasks = Array.from({ length: 20 }, (_, i) => String(i));
  assertEquals(
    await Promise.all(tasks.map((task) => pool.run(task))),
    tasks.map((task) => `hello ${task}`),
  );
});

Deno.test("a worker that dies fails its task alone; the others are answered by those left and by new ones", async () => {
  using pool = new WorkerPool<string, string>(ECHO, 2, "hi");
  const tasks = ["a", "die", "b", "die", "die", "c", "d"];
  const results = await Promise.allSettled(tasks.map((t) => pool.run(t)));
  assertEquals(
    results.map((r) => r.status === "fulfilled" ? r.value : r.reason.name),
    ["hi a", "WorkerDied", "hi b", "WorkerDied", "WorkerDied", "hi c", "hi d"],
  );
  await assertRejects(() => pool.run("die"), WorkerDied, "told to");
});

Deno.test("workers that cannot start are an error of the run, not of its tasks", async () => {
  using pool = new WorkerPool<string, string>(BROKEN, 2, "hi");
  const results = await Promise.allSettled(
    ["a", "b", "c"].map((t) => pool.run(t)),
  );
  for (
    const result of [...results, ...await Promise.allSettled([pool.run("d")])]
  ) {
    assertEquals(result.status, "rejected");
    const { reason } = result as PromiseRejectedResult;
    assertEquals(reason instanceof WorkerDied, false);
    assertEquals(reason.message.startsWith("Cannot start a worker: "), true);
  }
});
