import { assert, assertEquals } from "@std/assert";
import { ownCommand, probeIsolated } from "./isolated.ts";

const LIMIT = 60_000;

/** A process of Deno's that runs a text. */
const script = (text: string) => ({
  program: Deno.execPath(),
  args: ["eval", "-q", text],
});

Deno.test({
  name: "a probe that crashes is told by its signal",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    // Reads where there is no memory, as a broken driver does.
    const crash = script(
      "new Deno.UnsafePointerView(Deno.UnsafePointer.create(8n)).getInt32()",
    );
    const found = await probeIsolated("webgpu", crash, LIMIT);
    assertEquals([found?.problem, found?.stuck], [
      "its process ended with SIGSEGV",
      true,
    ]);
  },
});

Deno.test("a probe that hangs is ended", async () => {
  const found = await probeIsolated("webgpu", script("for (;;);"), 500);
  assertEquals([found?.problem, found?.stuck], [
    "it did not answer in 0.5 s",
    true,
  ]);
});

Deno.test("a process that is not this tool says nothing about a device", async () => {
  for (
    const command of [
      script("console.log('{}')"),
      script('console.log(`{"status":"ok","device":null,"checks":[]}`)'),
      script("Deno.exit(1)"),
      { program: "/no/such/program", args: [] },
    ]
  ) assertEquals(await probeIsolated("cpu", command, LIMIT), null);
});

Deno.test("the tool runs itself and finds the CPU", async () => {
  const command = ownCommand(["doctor", "--device=cpu", "--format=json"]);
  assert(command !== null, "this test may run everything");
  const found = await probeIsolated("cpu", command, LIMIT);
  assertEquals(found?.problem, null);
  assert(found!.warm_ms! > 0);
  assertEquals(Object.keys(found!.operators!), ["cpu"]);
});
