/**
 * The command line: which commands there are, and how their failures reach a person.
 *
 * Commands load when they are run, so that `--help` and `--version` start fast.
 *
 * @module
 */
import {
  type Application,
  type ApplicationText,
  ArgumentScannerError,
  buildApplication,
  buildRouteMap,
  ExitCode,
  formatMessageForArgumentScannerError,
  help,
  run,
  text_en,
  version,
} from "@stricli/core";
import project from "../../deno.json" with { type: "json" };
import { RolesError, UsageError } from "../errors.ts";
import { discardUnfinishedFiles } from "../pipeline/atomic_file.ts";
import { type Cli, STATUS } from "./context.ts";
import { type LazyRoute, loadRoutes, type Route, ROUTES } from "./routes.ts";
import type { Terminal } from "./terminal.ts";
import { harmless } from "./text.ts";

export { type LazyRoute, lazyRoute, type Route } from "./routes.ts";
export { processTerminal } from "./terminal.ts";

/** The commands of other rooms, by name. */
export type MoreRoutes = Readonly<Record<string, Route | LazyRoute>>;

const rootOf = (routes: Readonly<Record<string, Route>>) =>
  buildRouteMap<string, Cli>({
    routes,
    docs: {
      brief: "Give drum and texture one-shots their musical role",
      fullDescription:
        `Gives every drum and texture one-shot its musical role (CORE, ACCENT, MOTION, FILL, TEXTURE), and builds
balanced pools of them.

  roles assign samples/                      a table of roles, then the pools
  roles assign samples/ --format csv         the same for a spreadsheet
  roles explain samples/snare.wav            why this role?
  roles eval --labels labels.csv             how right is it?
  roles assign samples/ --set fusion.confidence_margin_threshold=0.2`,
      hideRoute: { complete: true },
    },
  });

/**
 * The application.
 *
 * @param verbose shows stack traces.
 */
function application(
  terminal: Terminal,
  verbose: boolean,
  routes: Readonly<Record<string, Route>>,
): Application<Cli> {
  const error = (message: string) =>
    `${terminal.paintErr("red", "error:")} ${message}`;
  const failure = (exception: unknown) => {
    if (verbose && exception instanceof Error) {
      return error(lines(exception.stack ?? exception.message));
    }
    if (exception instanceof RolesError) {
      return error(lines(exception.message));
    }
    const words = exception instanceof Error
      ? exception.message
      : String(exception);
    return error(`${harmless(words)} (--verbose shows where)`);
  };
  const text: ApplicationText = {
    ...text_en,
    noCommandRegisteredForInput: ({ input, corrections }) =>
      error(
        `Unknown command "${harmless(input)}"${
          didYouMean(
            corrections.map((c) => c.replaceAll("`", "")),
            "roles --help lists the commands",
          )
        }`,
      ),
    exceptionWhileParsingArguments: (exception) =>
      exception instanceof ArgumentScannerError
        ? error(harmless(argumentMessage(exception)))
        : failure(exception),
    exceptionWhileLoadingCommandFunction: failure,
    exceptionWhileLoadingCommandContext: failure,
    exceptionWhileRunningCommand: failure,
    commandErrorResult: failure,
  };
  const formatting = {
    useAliasInUsageLine: false,
    onlyRequiredInUsageLine: true,
    caseStyle: "convert-camel-to-kebab",
  } as const;
  return buildApplication(rootOf(routes), {
    name: "roles",
    scanner: {
      caseStyle: "allow-kebab-for-camel",
      allowArgumentEscapeSequence: true,
    },
    documentation: { ...formatting, disableAnsiColor: true },
    localization: { text },
    determineExitCode: (exception) =>
      exception instanceof UsageError ? STATUS.USAGE : STATUS.FAILED,
  }, {
    help: help<Cli>({
      brief: "Show this help",
      defaultForRouteMap: true,
      formatting,
    }),
    version: version<Cli>({
      brief: "Show the version",
      alias: "V",
      info: { currentVersion: project.version },
    }),
  });
}

/** A text of several lines, each harmless. */
function lines(text: string): string {
  return text.split("\n").map(harmless).join("\n");
}

/** `; did you mean "a" or "b"?`, or else the advice. */
function didYouMean(corrections: readonly string[], advice: string): string {
  if (corrections.length === 0) return `; ${advice}`;
  return `; did you mean ${corrections.map((c) => `"${c}"`).join(" or ")}?`;
}

/** What is wrong with an argument, and what to do. */
function argumentMessage(error: ArgumentScannerError): string {
  return formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections }) =>
      `Unknown option --${input}${
        didYouMean(
          corrections.map((c) => `--${c}`),
          "--help lists the options",
        )
      }`,
    AliasNotFoundError: ({ input }) =>
      `Unknown option -${input}; --help lists the options (a path that begins with "-" goes after "--")`,
    EnumValidationError: ({ externalFlagName, input, values }) =>
      `Cannot use --${externalFlagName} "${input}": it takes ${
        values.join(", ")
      }`,
    ArgumentParseError: ({ externalFlagNameOrPlaceholder, input, exception }) =>
      `Cannot use --${externalFlagNameOrPlaceholder} "${input}": ${
        exception instanceof Error ? exception.message : String(exception)
      }`,
    UnsatisfiedFlagError: ({ externalFlagName }) =>
      `--${externalFlagName} needs a value after it`,
    UnsatisfiedPositionalError: ({ placeholder }) =>
      `No ${placeholder} is given; --help shows how`,
    UnexpectedPositionalError: ({ input }) =>
      `Cannot use "${input}": no further argument is taken`,
    UnexpectedFlagError: ({ externalFlagName, previousInput, input }) =>
      `--${externalFlagName} is given twice: "${previousInput}" and "${input}"`,
  });
}

/**
 * Runs the tool.
 *
 * @param args what stands after the name on the command line.
 * @param more commands of other rooms, by name.
 * @returns the exit status.
 */
export async function runCli(
  args: readonly string[],
  terminal: Terminal,
  more: MoreRoutes = {},
): Promise<number> {
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  const process: Cli["process"] = {
    stdout: terminal.out,
    stderr: terminal.err,
  };
  const routes = { ...ROUTES, ...more };
  await run(
    application(
      terminal,
      options.includes("--verbose"),
      await loadRoutes(routes, options),
    ),
    args,
    {
      process,
      terminal,
      describe: async (words = Object.keys(routes)) =>
        rootOf(await loadRoutes(routes, words)),
    },
  );
  terminal.flush();
  const status = Number(process.exitCode ?? STATUS.FAILED);
  // Stricli's own statuses are negative: wrong use, but for what it could not load or run itself.
  if (status >= 0) return status;
  return status === ExitCode.InvalidArgument ||
      status === ExitCode.UnknownCommand
    ? STATUS.USAGE
    : STATUS.FAILED;
}

/** For a process that is told to stop: leaves no half-written file and a clean line. */
export function stopAtOnce(terminal: Terminal): void {
  discardUnfinishedFiles();
  terminal.status("");
}
