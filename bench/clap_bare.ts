/**
 * The least that a model can take: onnxruntime alone in a loop over tensors that are ready. For bench/clap.ts.
 *
 *     deno run -q -P=test bench/clap_bare.ts MODEL.onnx WINDOWS SPIN
 *
 * The session has the runtime's own defaults, but for `SPIN`: 1, the default, has threads spin while they wait, 0 has
 * them sleep. For each line on stdin it runs so many windows, one by one, and answers with seconds by the clock and of
 * CPU.
 *
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { randomNumbers } from "../src/audio/testing/sounds.ts";

const [path = "", count = "0", spin = "1"] = Deno.args;
Deno.env.set("ORT_DISABLE_TELEMETRY", "1");
const ort = await import("onnxruntime-node");
ort.env.logLevel = "fatal";
const session = await ort.InferenceSession.create(path, {
  extra: { session: { intra_op: { allow_spinning: spin } } },
});
const random = randomNumbers(1);
const windows = Array.from({ length: 4 }, () => {
  // Decibels, as mel rows are.
  const data = Float32Array.from({ length: 1001 * 64 }, () => -80 * random());
  return new ort.Tensor("float32", data, [1, 1, 1001, 64]);
});

for await (const _ of createInterface({ input: process.stdin })) {
  const start = performance.now();
  const before = process.cpuUsage();
  for (let i = 0; i < Number(count); i++) {
    await session.run({ input_features: windows[i % windows.length]! });
  }
  const { user, system } = process.cpuUsage(before);
  console.log((performance.now() - start) / 1000, (user + system) / 1e6);
}
