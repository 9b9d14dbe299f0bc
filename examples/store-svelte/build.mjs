import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { compile } from "svelte/compiler";

const components = {
  name: "svelte",
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      return { contents: compile(await readFile(path, "utf8"), { filename: path }).js.code };
    });
  },
};

await build({
  entryPoints: ["main.js"],
  outfile: "build/main.js",
  bundle: true,
  minify: true,
  format: "esm",
  plugins: [components],
  conditions: ["svelte", "browser"],
  external: ["ringback"], // the page's import map says where it is
});
