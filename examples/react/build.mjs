import { build } from "esbuild";

await build({
  entryPoints: ["main.jsx"],
  outfile: "build/main.js",
  bundle: true,
  minify: true,
  format: "esm",
  jsx: "automatic",
  external: ["/calls/*"], // the server has them
  define: { "process.env.NODE_ENV": '"production"' },
});
