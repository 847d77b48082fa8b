import { assertEquals } from "@std/assert";
import { scalesOverBatch } from "./graph_ops.ts";
import { TINY_FILES, TINY_QUANTIZED } from "./testing/tiny.ts";

Deno.test("a model of quantize_dynamic is told from the full one", () => {
  assertEquals(scalesOverBatch(TINY_QUANTIZED), true);
  assertEquals(scalesOverBatch(TINY_FILES.audio_model), false);
  assertEquals(scalesOverBatch(TINY_FILES.text_model), false);
});

Deno.test("what is no ONNX file ends", () => {
  assertEquals(scalesOverBatch(TINY_FILES.tokenizer), false);
  const folder = Deno.makeTempDirSync();
  try {
    for (
      const bytes of [[], [0x3a], [0x3a, 0xff, 0xff, 0xff, 0xff, 0x7f], [8]]
    ) {
      Deno.writeFileSync(`${folder}/x`, Uint8Array.from(bytes));
      assertEquals(scalesOverBatch(`${folder}/x`), false);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
