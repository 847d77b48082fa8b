/**
 * Whether an ONNX graph is one half of a CLAP export.
 *
 * @module
 */
import { EmbedderError } from "./embedder.ts";
import {
  type Graph,
  type GraphValue,
  MASK,
  type Tower,
  TOWERS,
} from "./onnx_runtime.ts";

/**
 * Checks names, types and sizes of what a graph takes and gives.
 *
 * @param rowShape shape of one row of the input, without the batch; sizes by name are free.
 * @returns length of the output's vectors, or null if the graph does not say.
 * @throws {EmbedderError} with what is different.
 */
export function checkGraph(
  path: string,
  tower: Tower,
  graph: Graph,
  rowShape: readonly (number | string)[],
): number | null {
  const { input, output } = TOWERS[tower];
  const what = tower === "audio" ? "sound model" : "text model";
  const fail = (reason: string) =>
    new EmbedderError(
      `Cannot use "${path}" as a ${what}: ${reason}; give an ONNX export of CLAP (docs/models.md)`,
    );
  const type = tower === "audio" ? "float32" : "int64";
  const taken = graph.inputs.find(({ name }) => name === input);
  if (taken === undefined) {
    throw fail(`its inputs are ${names(graph.inputs)}, not "${input}"`);
  }
  if (taken.type !== type) {
    throw fail(`its input is ${taken.type}, not ${type}`);
  }
  const fits = taken.shape.length === rowShape.length + 1 &&
    typeof taken.shape[0] === "string" &&
    rowShape.every((size, i) => {
      const its = taken.shape[i + 1]!;
      return typeof its === "string" || its === size;
    });
  if (!fits) {
    throw fail(
      `its input has the shape ${shape(taken.shape)}, not ${
        shape(["batch", ...rowShape])
      } as preprocessor_config.json says`,
    );
  }
  const others = graph.inputs.filter(({ name }) =>
    name !== input && !(tower === "text" && name === MASK)
  );
  if (others.length > 0) {
    throw fail(`it also needs the input ${names(others)}`);
  }
  const given = graph.outputs.find(({ name }) => name === output);
  if (given === undefined) {
    throw fail(`its outputs are ${names(graph.outputs)}, not "${output}"`);
  }
  if (given.type !== "float32" || given.shape.length !== 2) {
    throw fail(
      `its output is ${given.type} of shape ${
        shape(given.shape)
      }, not float32 [batch, dimension]`,
    );
  }
  const dimension = given.shape[1]!;
  return typeof dimension === "number" ? dimension : null;
}

function names(values: readonly GraphValue[]): string {
  return values.map(({ name }) => `"${name}"`).join(", ") || "none";
}

function shape(sizes: readonly (number | string)[]): string {
  return `[${sizes.join(", ")}]`;
}
