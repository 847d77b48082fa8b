/**
 * The completion scripts in real shells: what is typed, and what the tool is then given.
 */
import { assertEquals } from "@std/assert";
import { Desk, installed } from "./helpers/shells.ts";
import { unless } from "./helpers/unless.ts";

/** What is typed, the tab key as `→`, and what arrives. */
const TYPED: readonly (readonly [string, string])[] = [
  ["roles ass→--form→jsonl", "<assign><--format><jsonl>"],
  ["roles assign --no-c→my→", "<assign><--no-cache><my sound.wav>"],
  ["roles assign --out s→", "<assign><--out><samples>"],
  ["roles eval --labels lab→", "<eval><--labels><labels.csv>"],
  ["roles eval --labels=lab→", "<eval><--labels=labels.csv>"],
  [
    "roles assign --model clap-htsat-unfused-q→",
    "<assign><--model><clap-htsat-unfused-quantized>",
  ],
  ["roles sweep al→0.5..1", "<sweep><alpha=0.5..1>"],
  ["roles sweep sam→", "<sweep><samples>"],
  [
    "roles config show --set clap.dev→webg→",
    "<config><show><--set><clap.device=webgpu>",
  ],
  // The cursor goes back behind the s.
  [
    "roles explain s snare\x02\x02\x02\x02\x02\x02→",
    "<explain><samples><snare>",
  ],
  ["roles extract --embeddings=n→", "<extract><--embeddings=n>"],
];

const SHELLS = [
  {
    name: "bash",
    command: "bash --norc --noprofile -i",
    begin: "source <(roles completions bash)",
  },
  {
    name: "zsh",
    command: "zsh -f -i",
    begin:
      "autoload -U compinit; compinit -u -D; source <(roles completions zsh)",
  },
  {
    name: "fish",
    command: "fish --no-config -i",
    begin: "roles completions fish | source",
  },
] as const;

/** Why a shell cannot be tried. `script`, which gives it a terminal, takes other options on other systems. */
function missing(shell: string): string | null {
  if (Deno.build.os !== "linux") return "written for Linux";
  const program = ["script", shell].find((name) => !installed(name));
  return program === undefined ? null : `no ${program}`;
}

for (const { name, command, begin } of SHELLS) {
  Deno.test({
    ...unless(missing(name), `${name} completes`),
    async fn() {
      using desk = new Desk();
      const arrived = await desk.type(command, [
        begin,
        ...TYPED.map(([keys]) => keys.replaceAll("→", "\t")),
      ]);
      assertEquals(
        arrived.map((line) => line.replaceAll("samples/>", "samples>")),
        TYPED.map(([, arguments_]) => arguments_),
      );
    },
  });
}

Deno.test({
  ...unless(
    Deno.build.os === "windows"
      ? "written for other systems"
      : installed("pwsh")
      ? null
      : "no pwsh",
    "PowerShell completes",
  ),
  async fn() {
    using desk = new Desk();
    const found = (line: string) =>
      `(TabExpansion2 '${line}' ${line.length}).CompletionMatches[0].CompletionText`;
    const { stdout } = await new Deno.Command("pwsh", {
      args: [
        "-NoProfile",
        "-NonInteractive",
        "-Command",
        [
          "roles completions powershell | Out-String | Invoke-Expression",
          found("roles ass"),
          found("roles config "),
          found("roles assign --format=jsonl --no-c"),
          found("roles sweep al"),
          found("roles eval --labels lab"),
        ].join("; "),
      ],
      cwd: desk.work,
      env: desk.env,
    }).output();
    const lines = new TextDecoder().decode(stdout).trim().split(/\r?\n/);
    assertEquals(lines.map((line) => line.replace(/^\.[/\\]/, "")), [
      "assign",
      "show",
      "--no-cache",
      "alpha=",
      "labels.csv",
    ]);
  },
});
