/**
 * `--set a.b.c=value`.
 *
 * @module
 */
import { type Shape, shapeAt } from "./shape.ts";
import { type Place, problemAt, quote, treeAt } from "./tree.ts";
import { parseYamlTree, type YamlTree } from "./yaml_tree.ts";

/**
 * The tree of one argument. The value is YAML (`0.8`, `[CORE]`, `{CORE: 0.1}`, `null`); where the key takes text, it is
 * taken as it stands, so that a path needs no second quoting.
 */
export async function setTree(argument: string): Promise<YamlTree> {
  const place: Place = {
    origin: { kind: "set", argument },
    source: `--set ${argument}`,
  };
  const fault = (message: string, hint: string): YamlTree => ({
    tree: null,
    problems: [
      problemAt({ source: "--set" }, quote(argument), message, hint),
    ],
  });
  const equals = argument.indexOf("=");
  if (equals === -1) {
    return fault("has no value", "write it as fusion.alpha=0.8");
  }
  const key = argument.slice(0, equals).trim();
  const path = key.split(".");
  if (path.some((name) => name.trim() === "")) {
    return fault("the key has an empty part", "write it as fusion.alpha=0.8");
  }
  const text = argument.slice(equals + 1).trim();
  if (isPlainText(text, shapeAt(path))) {
    const leaf = { kind: "scalar", value: text, place } as const;
    return { tree: treeAt(path, leaf), problems: [] };
  }
  const { tree, problems } = await parseYamlTree(text, () => place, key);
  return { tree: tree === null ? null : treeAt(path, tree), problems };
}

function isPlainText(text: string, shape: Shape | undefined): boolean {
  return shape?.kind === "value" && shape.isText &&
    !/^(["'].*|null|~|)$/is.test(text);
}
