// Bundles the SDK into the Python package, and the demo page beside it; with --tests, the tests for `node --test`.
import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const web = dirname(fileURLToPath(import.meta.url));
const packaged = join(web, "../src/ringback/_static");
const common = { bundle: true, format: "esm", target: "es2022", logLevel: "warning", absWorkingDir: web };

async function bundleSdk() {
  const outfile = join(packaged, "sdk/ringback.js");
  await build({ ...common, entryPoints: ["src/index.ts"], outfile, minify: true, sourcemap: true });
}

async function bundleDemo() {
  if (!existsSync(join(web, "demo/index.html"))) return;
  const demo = join(packaged, "demo");
  await mkdir(demo, { recursive: true });
  await build({
    ...common,
    entryPoints: ["demo/main.ts"],
    outfile: join(demo, "demo.js"),
    minify: true,
    sourcemap: true,
  });
  for (const file of ["index.html", "demo.css"]) await copyFile(join(web, "demo", file), join(demo, file));
}

async function bundleTests() {
  const outdir = join(web, "build");
  await rm(outdir, { recursive: true, force: true });
  const tests = (await readdir(join(web, "test"))).filter((name) => name.endsWith(".test.ts"));
  const entryPoints = tests.map((name) => join("test", name));
  const outExtension = { ".js": ".mjs" };
  await build({
    ...common,
    entryPoints,
    outdir,
    outExtension,
    platform: "node",
    target: "node20",
    sourcemap: "inline",
  });
}

if (process.argv.includes("--tests")) {
  await bundleTests();
} else {
  await bundleSdk();
  await bundleDemo();
}
