/**
 * The command line tool: `roles`. See `roles --help`.
 *
 * @module
 */
import { evaluationRoutes } from "./eval/cli/routes.ts";
import { processTerminal, runCli, stopAtOnce } from "./src/cli/app.ts";
import { giveUpNetwork } from "./src/cli/permissions.ts";

/** Signals that end the tool, with the exit status that shells expect of each. */
const SIGNALS: readonly (readonly [Deno.Signal, number])[] =
  Deno.build.os === "windows"
    ? [["SIGINT", 130], ["SIGBREAK", 149]]
    : [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]];

if (import.meta.main) {
  giveUpNetwork(Deno.args);
  const terminal = processTerminal();
  for (const [signal, status] of SIGNALS) {
    Deno.addSignalListener(signal, () => {
      stopAtOnce(terminal);
      Deno.exit(status);
    });
  }
  Deno.exit(await runCli(Deno.args, terminal, evaluationRoutes));
}
