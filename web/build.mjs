// Bundles the SDK and the elements into the Python package, and the demo page beside them; with --tests, the tests for
// `node --test`; with --gallery, the gallery of the elements.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";

const web = dirname(fileURLToPath(import.meta.url));
const packaged = join(web, "../src/ringback/_static");
const served = join(packaged, "sdk");
const common = { bundle: true, format: "esm", target: "es2022", logLevel: "warning", absWorkingDir: web };

/**
 * One bundle, minified by esbuild, which shortens private names, and by terser, which does the rest better; and how many
 * bytes each source file has added to it.
 */
export async function bundle(entryPoint, plugins = []) {
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: [entryPoint],
    outdir: join(web, "dist"),
    plugins,
    minify: true,
    sourcemap: "external",
    metafile: true,
    write: false,
  });
  const text = (ending) => outputFiles.find(({ path }) => path.endsWith(ending)).text;
  const sourceMap = { content: text(".map"), asObject: true };
  const minified = await minify(text(".js"), { module: true, ecma: 2022, compress: { passes: 3 }, sourceMap });
  const { inputs } = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint);
  const added = Object.entries(inputs).map(([file, { bytesInOutput }]) => [file, bytesInOutput]);
  return { code: minified.code, map: JSON.stringify(minified.map), inputs: Object.fromEntries(added) };
}

/**
 * Puts each part of the SDK that is loaded only when it is needed into a file of its own, whole, with its hash in its name.
 * The little that a part shares with the module is in both, so that one file is loaded first, not two. For the same reason
 * no part may have state or classes of errors in common with the module.
 */
export function parts(write) {
  const written = new Map();
  async function writePart(file) {
    const part = await bundle(file);
    const hash = createHash("sha256").update(part.code).digest("hex").slice(0, 16);
    const name = `${basename(file, ".ts")}-${hash}.js`;
    await write(name, part);
    return name;
  }
  return {
    name: "parts",
    setup: ({ onResolve }) =>
      onResolve({ filter: /\.ts$/ }, async ({ kind, path, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        const file = join(resolveDir, path);
        if (!written.has(file)) written.set(file, writePart(file));
        return { path: `./${await written.get(file)}`, external: true };
      }),
  };
}

async function write(name, { code, map }) {
  await writeFile(join(served, name), `${code}\n//# sourceMappingURL=${name}.map\n`);
  await writeFile(join(served, `${name}.map`), map);
}

async function bundleSdk() {
  await write("words.js", await bundle("src/words/index.ts"));
  await write("ringback.js", await bundle("src/index.ts", [parts(write)]));
}

/** Templates keep the white space of the source, which no minifier dares to touch: that before a line, and in styles. */
export const tightTemplates = {
  name: "tight templates",
  setup({ onLoad }) {
    const styles = (text) => text.replace(/\s+/g, " ").replace(/ ?([{};,]) ?/g, "$1");
    onLoad({ filter: /src\/elements\/.*\.ts$/ }, async ({ path }) => {
      const source = (await readFile(path, "utf8")).replace(/\n +/g, "\n");
      return { loader: "ts", contents: source.replace(/css`[^`$]*`/g, styles) };
    });
  },
};

/** The elements and the SDK in one file, and beside it what is loaded when it is needed: languages, the graphs. */
async function bundleElements() {
  await write("elements.js", await bundle("src/elements/index.ts", [tightTemplates, parts(write)]));
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

/** Every element in every state, to be looked at; it is not shipped. */
async function bundleGallery() {
  const outdir = join(web, "build/gallery");
  await build({ ...common, entryPoints: { gallery: "gallery/main.ts" }, outdir, splitting: true, sourcemap: true });
  for (const file of ["index.html", "gallery.css"]) await copyFile(join(web, "gallery", file), join(outdir, file));
}

async function bundleTests() {
  const outdir = join(web, "build/tests");
  await rm(outdir, { recursive: true, force: true });
  const tests = (await readdir(join(web, "test"), { recursive: true })).filter((name) => name.endsWith(".test.ts"));
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--tests")) {
    await bundleTests();
  } else if (process.argv.includes("--gallery")) {
    await bundleGallery();
  } else {
    await rm(served, { recursive: true, force: true });
    await mkdir(served, { recursive: true });
    await bundleSdk();
    await bundleElements();
    await bundleDemo();
  }
}
