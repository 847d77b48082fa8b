/**
 * What a look at an installation finds: one schema gives the types, the check and the JSON schema.
 *
 * @module
 */
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";

const described = <S extends v.GenericSchema>(schema: S, text: string) =>
  v.pipe(schema, v.description(text));
const string = (text: string) => described(v.string(), text);
const number = (text: string) => described(v.number(), text);
const boolean = (text: string) => described(v.boolean(), text);
const maybe = (text: string) => described(v.nullable(v.number()), text);

/** From the best to the worst. */
export const STATUSES = ["ok", "note", "warn", "fail"] as const;

const status = described(
  v.picklist(STATUSES),
  "ok: as it should be; note: worth knowing, nothing to do; warn: works, but not as well as it could; fail: amiss",
);

/** A check of one kind, with what was found. */
const check = <const K extends string, D extends v.ObjectEntries>(
  kind: K,
  data: D,
) =>
  v.strictObject({
    kind: v.literal(kind),
    name: string("what was looked at, as a device or a model"),
    status,
    message: string("what was found, in a line"),
    advice: described(
      v.nullable(v.string()),
      "what to do; null where nothing is to be done",
    ),
    data: v.strictObject(data),
  });

const tool = check("tool", {
  version: string("of roles"),
  target: string("as x86_64-unknown-linux-gnu"),
  compiled: boolean("a single file made by deno compile"),
  deno: v.string(),
  v8: v.string(),
});

const machine = check("machine", {
  threads: number("that run at the same time"),
  memory_bytes: maybe("all of the memory; null: may not be asked"),
  available_bytes: maybe("memory that a program may still take; null likewise"),
});

const kernel = check("kernel", {
  simd: boolean("whether the WebAssembly kernel with SIMD loads"),
  error: maybe("largest relative error of a self-test; null if it cannot run"),
});

const cache = check("cache", {
  folder: described(
    v.nullable(v.string()),
    "null where nothing says where it is to stand",
  ),
  writable: v.boolean(),
  bytes: number("of all files below the folder, models too"),
  sounds: number("sounds whose evidence is known"),
  prompts: number("prompts whose vectors are known"),
  free_bytes: maybe("room on the disk; null: may not be asked"),
});

const model = check("model", {
  state: described(
    v.picklist(["embedded", "present", "partial", "absent", "folder"]),
    "partial: the half that reads prompts is pulled when a prompt needs it",
  ),
  bytes: number("of its files that are here"),
  files: v.array(v.strictObject({
    path: v.string(),
    status: v.picklist([
      "ok",
      "missing",
      "wrong_size",
      "wrong_sha256",
      "unpinned",
    ]),
  })),
  hub_cache: number("files that a pull would take from the hub tools' cache"),
});

const runtime = check("runtime", {
  version: string("of onnxruntime-node"),
  devices: described(v.array(v.string()), "that it knows on this platform"),
});

const cuda = v.strictObject({
  folder: described(
    v.nullable(v.string()),
    "where the runtime's CUDA provider is, or belongs",
  ),
  provider: described(v.array(v.string()), "its files that are there"),
  driver: v.nullable(v.strictObject({
    cuda: string("the newest CUDA that NVIDIA's driver runs"),
    devices: v.array(v.strictObject({
      name: v.string(),
      memory_bytes: v.number(),
    })),
  })),
  problem: described(v.nullable(v.string()), "what is missing; null: nothing"),
});

const device = check("device", {
  started: boolean("whether it opened the embedded model and ran a window"),
  isolated: boolean("tried in a process of its own"),
  problem: described(v.nullable(v.string()), "why it did not start"),
  open_ms: maybe("to open the model"),
  first_ms: maybe("the first window"),
  warm_ms: maybe("a window after that: median"),
  agreement: maybe(
    "cosine of its vector with the CPU's; null for the CPU itself",
  ),
  operators: described(
    v.nullable(v.record(v.string(), v.number())),
    "operators of the model by the device that ran them",
  ),
  cuda: described(v.nullable(cuda), "for the device cuda alone"),
});

/** Every kind of check. */
export const CheckSchema = v.variant("kind", [
  tool,
  machine,
  kernel,
  cache,
  model,
  runtime,
  device,
]);

/** What `roles doctor --format json` prints. */
export const ReportSchema = v.strictObject({
  status: described(
    v.picklist(STATUSES),
    "the worst of the checks; the exit status is 1 for fail, else 0",
  ),
  device: described(
    v.nullable(v.string()),
    "the device that the configuration's clap.device takes here; null if it was not tried",
  ),
  checks: v.array(CheckSchema),
});

/** What was looked at, with what was found. */
export type Check = v.InferOutput<typeof CheckSchema>;

/** A check of one kind. */
export type CheckOf<K extends Check["kind"]> = Extract<Check, { kind: K }>;

export type Status = Check["status"];
export type Report = v.InferOutput<typeof ReportSchema>;

/** The JSON schema of the report. */
export function reportJsonSchema(): object {
  return toJsonSchema(ReportSchema);
}

/** The worst status of the checks. */
export function worst(checks: readonly Check[]): Status {
  return STATUSES.findLast((status) =>
    checks.some((check) => check.status === status)
  ) ?? "ok";
}
