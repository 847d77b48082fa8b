import { buildCommand } from "@stricli/core";
import { lazily } from "../command.ts";
import type { Cli } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags } from "../flags.ts";
import type * as Run from "./run.ts";

/** `roles licenses` */
export const licensesCommand = buildCommand<CommonFlags, [], Cli>({
  loader: lazily<typeof Run>(import.meta.resolve("./run.ts")),
  parameters: { flags: COMMON_FLAGS },
  docs: {
    brief: "Print the licences of roles and of what it holds",
    customUsage: [""],
    fullDescription:
      `Prints the licence of roles, and those of everything else that is in this file: packages, the decoders, ONNX
Runtime, Deno. Run from source, roles holds nothing else: its packages bring their own licences along.

  roles licenses | less`,
  },
});
