import { buildCommand } from "@stricli/core";
import { lazily } from "../command.ts";
import type { Cli } from "../context.ts";
import {
  COMMON_FLAGS,
  type CommonFlags,
  CONFIG_FLAGS,
  type ConfigFlags,
} from "../flags.ts";
import type * as Run from "./run.ts";

/** Devices that may be looked at alone. */
const DEVICES = ["cpu", "cuda", "webgpu", "coreml", "dml"] as const;

export interface DoctorFlags extends CommonFlags, ConfigFlags {
  readonly device?: typeof DEVICES[number];
  readonly format: "text" | "json";
}

/** `roles doctor` */
export const doctorCommand = buildCommand<DoctorFlags, [], Cli>({
  loader: lazily<typeof Run>(import.meta.resolve("./run.ts")),
  parameters: {
    flags: {
      device: {
        kind: "enum",
        values: DEVICES,
        brief: "Try this device alone, and nothing else",
        placeholder: "NAME",
        optional: true,
      },
      format: {
        kind: "enum",
        values: ["text", "json"],
        brief: "How to print",
        default: "text",
      },
      ...CONFIG_FLAGS,
      ...COMMON_FLAGS,
    },
  },
  docs: {
    brief: "Look whether everything is there and runs",
    customUsage: ["[options]"],
    fullDescription:
      `Looks at this installation: version and target, threads and memory, the WebAssembly kernel, the cache folder,
the files of the models and their sha256, and every device that the runtime knows: the embedded model is opened
there, runs, is timed, and is compared with the CPU. What is amiss comes with what to do.

  roles doctor
  roles doctor --device webgpu               one device alone
  roles doctor --format json                 for scripts: docs/output.md
  deno task doctor                           from the repository: memory, room on the disk, and each
                                             device in a process of its own

Marks: ok; note, nothing to do; warn, works but not as well as it could; FAIL.
Exit status: 0 unless something fails, then 1.`,
  },
});
