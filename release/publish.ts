/**
 * Publishes the library to JSR, or says what publishing would do and what is wrong:
 *
 *     deno task publish
 *     deno task publish:try
 */
import { dirname, join } from "node:path";
import { libraryPackage } from "./package.ts";
import { ROOT } from "./paths.ts";

/** Every file of the repository that git knows or could know. */
function filesOfGit(): string[] {
  const { code, stdout, stderr } = new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd: ROOT,
  }).outputSync();
  const text = new TextDecoder();
  if (code !== 0) throw new Error(text.decode(stderr).trim());
  return text.decode(stdout).split("\0").filter((path) => path !== "");
}

const folder = Deno.makeTempDirSync({ prefix: "roles-package-" });
try {
  const parts = libraryPackage(
    filesOfGit(),
    (path) => Deno.readFileSync(join(ROOT, path)),
  );
  for (const [path, content] of parts) {
    const target = join(folder, path);
    Deno.mkdirSync(dirname(target), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(target, content);
    else Deno.writeFileSync(target, content);
  }
  const { code } = new Deno.Command(Deno.execPath(), {
    // Types follow from schemas, which JSR calls slow: CONTRIBUTING.md.
    args: ["publish", "--allow-slow-types", ...Deno.args],
    cwd: folder,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).outputSync();
  Deno.exitCode = code;
} finally {
  Deno.removeSync(folder, { recursive: true });
}
