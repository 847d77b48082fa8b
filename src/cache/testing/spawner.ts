/** A worker that starts processes, one after the other, until it is terminated. */
self.postMessage("ready");
for (;;) {
  await new Deno.Command(Deno.execPath(), { args: ["--version"] }).output();
}
