import type { Cli } from "../context.ts";
import type { CommonFlags } from "../flags.ts";
import bash from "./scripts/roles.bash" with { type: "text" };
import fish from "./scripts/roles.fish" with { type: "text" };
import powershell from "./scripts/roles.ps1" with { type: "text" };
import zsh from "./scripts/roles.zsh" with { type: "text" };
import type { Shell } from "./command.ts";

const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash,
  zsh,
  fish,
  powershell,
};

export default function (this: Cli, _flags: CommonFlags, shell: Shell): void {
  this.terminal.out.write(SCRIPTS[shell]);
}
