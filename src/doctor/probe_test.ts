import { assert, assertEquals } from "@std/assert";
import { TINY_FILES, tinyPath } from "../clap/testing/tiny.ts";
import { checkDevice } from "./devices.ts";
import { checkKernel, checkMachine, checkTool } from "./machine.ts";
import { probe } from "./probe.ts";

const OPTIONS = { files: TINY_FILES, root: null, limitMs: 60_000 };

Deno.test("the CPU runs the model, all of it", async () => {
  const found = await probe("cpu", OPTIONS);
  assertEquals([found.problem, found.stuck, found.agreement, found.cuda], [
    null,
    false,
    null,
    null,
  ]);
  assert(found.open_ms! > 0 && found.first_ms! > 0 && found.warm_ms! > 0);
  assertEquals(Object.keys(found.operators!), ["cpu"]);
  assert(found.operators!["cpu"]! > 0);
});

Deno.test("a device that takes too long is left", async () => {
  const { problem, stuck } = await probe("cpu", { ...OPTIONS, limitMs: 1 });
  assertEquals([problem, stuck], ["it did not answer in 0.001 s", true]);
});

Deno.test("a model that cannot be run is a finding", async () => {
  const audio_model = tinyPath("tokenizer.json");
  const files = { ...TINY_FILES, audio_model };
  const found = await probe("cpu", { ...OPTIONS, files });
  assert(found.problem?.includes("Protobuf parsing failed"), found.problem!);
  const check = await checkDevice("cpu", true, {
    ...OPTIONS,
    files,
    choice: "auto",
    isolate: false,
  });
  assertEquals([check.status, check.data.started], ["fail", false]);
});

Deno.test("the kernel is right, the machine has threads, the tool a version", async () => {
  const kernel = await checkKernel();
  assertEquals([kernel.status, kernel.data.simd], ["ok", true]);
  assert(kernel.data.error! < 1e-6, `${kernel.data.error}`);
  const { data } = checkMachine();
  assertEquals(data.threads, navigator.hardwareConcurrency);
  assert(data.memory_bytes! >= data.available_bytes!);
  assertEquals(checkTool().data.target, Deno.build.target);
});
