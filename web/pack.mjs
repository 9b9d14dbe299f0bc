// Makes what the npm package holds: one ES module for each source file, so that bundlers leave out what nobody imports,
// and its types beside it. `npm pack` and `npm publish` run this first.
import { execFileSync } from "node:child_process";
import { copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(fileURLToPath(import.meta.url));
const dist = join(web, "dist");

/** tsc rewrites `./x.ts` to `./x.js` in modules, but not in declarations, where older compilers cannot follow it. */
async function rewriteImports(declaration) {
  const text = await readFile(declaration, "utf8");
  await writeFile(declaration, text.replace(/((?:from|import\()\s*"\.[^"]*)\.ts"/g, '$1.js"'));
}

await rm(dist, { recursive: true, force: true });
execFileSync(join(web, "node_modules/.bin/tsc"), ["-p", "tsconfig.package.json"], { cwd: web, stdio: "inherit" });
for (const name of await readdir(dist, { recursive: true })) {
  if (name.endsWith(".d.ts")) await rewriteImports(join(dist, name));
}
await copyFile(join(web, "../LICENSE"), join(web, "LICENSE"));
