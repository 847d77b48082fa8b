/** A worker that starts processes, one after the other, until it is terminated. */
const scope = self as unknown as { postMessage(message: unknown): void };

scope.postMessage("ready");
for (;;) {
  await new Deno.Command(Deno.execPath(), { args: ["--version"] }).output();
}
