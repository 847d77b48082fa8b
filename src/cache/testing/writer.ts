/**
 * A process that writes to a cache: `writer.ts CACHE FOLDER FIRST COUNT FILES`. It identifies the files FIRST, FIRST + 1 …
 * (modulo FILES) of the folder, keeps evidence that follows from the number, one file at a time, and prints how often it
 * has done so.
 */
import { openCache } from "../cache.ts";
import { evidenceOf, SCOPE } from "./evidence.ts";

const [path, folder, ...numbers] = Deno.args;
const [first, count, files] = numbers.map(Number);
using cache = await openCache(path!, {
  warn: (message) => console.log(`WARNING ${message}`),
});
console.log("ready");
for (let done = 0; done < count!; done++) {
  const n = (first! + done) % files!;
  const [file] = cache.identify([`${folder}/${n}`]);
  if (file) cache.putEvidence(SCOPE, [{ file, evidence: evidenceOf(n) }]);
  console.log(done + 1);
}
