import { build } from "esbuild";

await build({
  entryPoints: ["main.jsx"],
  outfile: "build/main.js",
  bundle: true,
  minify: true,
  format: "esm",
  jsx: "automatic",
  external: ["ringback"], // the page's import map says where it is
  define: { "process.env.NODE_ENV": '"production"' },
});
