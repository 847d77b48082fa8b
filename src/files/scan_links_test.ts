import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { scan } from "./scan.ts";
import { found, scanElsewhere, touch, withFolder } from "./scan_testing.ts";

const LINUX = Deno.build.os === "linux";
const WINDOWS = Deno.build.os === "windows";

Deno.test({
  name: "a file reached by two links is two samples, and so is a folder",
  ignore: WINDOWS,
  fn: () =>
    withFolder((root) => {
      touch(root, "store/one.wav", "kit/x.txt");
      Deno.symlinkSync("../store/one.wav", `${root}/kit/a.wav`);
      Deno.symlinkSync("../store/one.wav", `${root}/kit/b.wav`);
      Deno.symlinkSync("../store", `${root}/kit/c`);
      Deno.symlinkSync("../store", `${root}/kit/d`);
      // The name that counts is the link's.
      Deno.symlinkSync("../store/one.wav", `${root}/kit/e.txt`);
      Deno.symlinkSync("x.txt", `${root}/kit/f.wav`);
      assertEquals(found(root, `${root}/kit`), [
        "kit/a.wav",
        "kit/b.wav",
        "kit/c/one.wav",
        "kit/d/one.wav",
        "kit/f.wav",
      ]);
    }),
});

Deno.test({
  name: "a folder cycle is walked once",
  ignore: WINDOWS,
  fn: () =>
    withFolder((root) => {
      touch(root, "top/kit/a.wav", "top/other/b.wav");
      Deno.symlinkSync(".", `${root}/top/kit/self`);
      Deno.symlinkSync("..", `${root}/top/kit/up`);
      Deno.symlinkSync("../kit", `${root}/top/other/back`);
      assertEquals(found(root, `${root}/top/kit`), [
        "top/kit/a.wav",
        "top/kit/up/other/b.wav",
      ]);
      assertEquals(found(root, `${root}/top`), [
        "top/kit/a.wav",
        "top/other/b.wav",
        "top/other/back/a.wav",
      ]);
      // The way in is a link too.
      Deno.symlinkSync("top/kit", `${root}/in`);
      assertEquals(found(root, `${root}/in`), [
        "in/a.wav",
        "in/up/other/b.wav",
      ]);
    }),
});

Deno.test({
  name:
    "links to nothing and to themselves are records where sounds may be lost",
  ignore: WINDOWS,
  fn: () =>
    withFolder((root) => {
      touch(root, "kit/a.wav");
      Deno.symlinkSync("gone", `${root}/kit/dangling.wav`);
      Deno.symlinkSync("gone", `${root}/kit/folder`);
      Deno.symlinkSync("gone", `${root}/kit/notes.txt`);
      Deno.symlinkSync("loop.wav", `${root}/kit/loop.wav`);
      assertEquals(found(root, `${root}/kit`), [
        "kit/a.wav",
        "not_found kit/dangling.wav",
        "not_found kit/folder",
        "io kit/loop.wav",
      ]);
      const [dangling] = scan([`${root}/kit/notes.txt`]);
      assertStringIncludes(dangling!.error!.message, "it is a link to nothing");
    }),
});

Deno.test({
  name: "pipes, sockets and devices are never opened",
  ignore: WINDOWS,
  fn: () =>
    withFolder(async (root) => {
      touch(root, "kit/b.wav");
      for (const name of ["a.wav", "plain"]) {
        const { success } = await new Deno.Command("mkfifo", {
          args: [`${root}/kit/${name}`],
        }).output();
        assert(success);
      }
      // The socket's file stays when its process is gone.
      const { success } = await new Deno.Command(Deno.execPath(), {
        args: [
          "eval",
          "-q",
          `Deno.listen({ transport: "unix", path: Deno.args[0] }); Deno.exit()`,
          `${root}/kit/c.wav`,
        ],
      }).output();
      assert(success);
      Deno.symlinkSync("/dev/zero", `${root}/kit/d.wav`);
      Deno.symlinkSync("a.wav", `${root}/kit/e.wav`);
      assertEquals(found(root, `${root}/kit`, `${root}/kit/plain`), [
        "unsupported kit/a.wav",
        "kit/b.wav",
        "unsupported kit/c.wav",
        "unsupported kit/d.wav",
        "unsupported kit/e.wav",
        "unsupported kit/plain",
      ]);
    }),
});

Deno.test({
  name: "a folder that may not be read is a record",
  ignore: WINDOWS,
  fn: () =>
    withFolder(async (root) => {
      touch(root, "kit/a/1.wav", "kit/b/2.wav", "kit/c/3.wav");
      Deno.chmodSync(`${root}/kit/b`, 0o000);
      try {
        if (Deno.uid() !== 0) {
          assertEquals(found(root, `${root}/kit`), [
            "kit/a/1.wav",
            "permission_denied kit/b",
            "kit/c/3.wav",
          ]);
        }
      } finally {
        Deno.chmodSync(`${root}/kit/b`, 0o700);
      }
      // Root may read everything; a process that Deno lets read a part may not.
      assertEquals(
        await scanElsewhere(root, [root], "--deny-read=" + root + "/kit/b"),
        ["kit/a/1.wav", "permission_denied kit/b", "kit/c/3.wav"]
          .map((path) => path.replace("kit", `${root}/kit`)),
      );
    }),
});

Deno.test({
  name: "names of bytes that are not UTF-8 are records",
  ignore: !LINUX,
  fn: () =>
    withFolder(async (root) => {
      touch(root, "kit/a.wav", "kit/z.wav", "kit/real\uFFFD.wav");
      const { success } = await new Deno.Command("sh", {
        args: [
          "-c",
          `cd "$0" && touch "$(printf 'k\\377.wav')" "$(printf 'k\\377.txt')" &&
           mkdir "$(printf 'd\\377.d')" && touch "$(printf 'd\\377.d')/x.wav"`,
          `${root}/kit`,
        ],
      }).output();
      assert(success);
      assertEquals(found(root, `${root}/kit`), [
        "kit/a.wav",
        "unsupported kit/d\uFFFD.d",
        "unsupported kit/k\uFFFD.wav",
        "kit/real\uFFFD.wav",
        "kit/z.wav",
      ]);
    }),
});

Deno.test({
  name: "folders deeper than calls nest are walked",
  ignore: !LINUX,
  fn: () =>
    withFolder((root) => {
      const depth = 1500;
      const path = `${root}${"/d".repeat(depth)}`;
      Deno.mkdirSync(path, { recursive: true });
      Deno.writeFileSync(`${path}/a.wav`, new Uint8Array());
      const [file, more] = scan([root]);
      assertEquals(file!.filepath, `${path}/a.wav`);
      assertEquals(more, undefined);
    }),
});
