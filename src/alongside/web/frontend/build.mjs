// Builds every room's styles and scripts into ../static/build.
//
// A room's page brings its own files: src/alongside/<room>/frontend/<page>.js and <page>.scss become
// build/<page>.js and build/<page>.css. What all pages share is here: js/ and styles/. Rooms import it as
// "alongside/ticking.js" and `@use "alongside"`.
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const rooms = path.resolve(here, "../..");
const out = path.resolve(here, "../static/build");
const modules = path.join(here, "node_modules");

async function pages(extension) {
  const found = [];
  for (const room of await readdir(rooms)) {
    const folder = path.join(rooms, room, "frontend");
    if (!existsSync(folder)) continue;
    for (const file of (await readdir(folder)).sort()) {
      if (file.endsWith(extension) && !file.startsWith("_")) found.push(path.join(folder, file));
    }
  }
  return found;
}

async function buildScripts() {
  const scripts = await pages(".js");
  const how = {
    outdir: out,
    entryNames: "[name]",
    bundle: true,
    format: "esm",
    target: ["es2022"],
    minify: true,
    sourcemap: "linked",
    legalComments: "linked",
    nodePaths: [modules],
    alias: { alongside: path.join(here, "js") },
  };
  const { metafile } = await esbuild.build({
    ...how,
    entryPoints: scripts.filter((file) => !file.endsWith("_worker.js")),
    chunkNames: "shared-[hash]",
    splitting: true, // one clock and one queue for a page, whichever of its scripts asks
    metafile: true,
  });
  await writePieces(metafile);
  // Each is one file that a browser runs by itself, served elsewhere than beside its pieces.
  await esbuild.build({ ...how, format: "iife", entryPoints: scripts.filter((file) => file.endsWith("_worker.js")) });
}

// Which shared pieces each script needs (web/environment.py): a page that names them spares a slow line one way there and back.
async function writePieces({ outputs }) {
  const named = Object.fromEntries(Object.entries(outputs).map(([file, made]) => [path.basename(file), made]));
  const needs = (file, found = new Set()) => {
    for (const { path: piece, kind } of named[file].imports) {
      const base = path.basename(piece);
      if (kind !== "import-statement" || found.has(base)) continue;
      found.add(base);
      needs(base, found);
    }
    return found;
  };
  const entries = Object.keys(named).filter((file) => named[file].entryPoint);
  await writeFile(path.join(out, "pieces.json"), JSON.stringify(Object.fromEntries(entries.map((file) => [file, [...needs(file)].sort()]))));
}

// Beside each file stands what goes over the wire to a browser that takes it so.
async function compress() {
  for (const name of await readdir(out)) {
    if (!/\.(js|mjs|css|webmanifest)$/.test(name)) continue;
    const content = await readFile(path.join(out, name));
    await writeFile(path.join(out, `${name}.gz`), gzipSync(content, { level: 9 }));
    await writeFile(path.join(out, `${name}.br`), brotliCompressSync(content));
  }
}

async function buildStyles() {
  for (const file of await pages(".scss")) {
    const { css } = sass.compile(file, {
      style: "compressed",
      loadPaths: [path.join(here, "styles"), modules],
      quietDeps: true,
    });
    await writeFile(path.join(out, `${path.basename(file, ".scss")}.css`), css);
    await copyImages(css);
  }
}

// Of the design system's pictures only those that a style sheet shows: the others are or hold the NHS logo.
async function copyImages(css) {
  await mkdir(path.join(out, "images"), { recursive: true });
  for (const [, name] of css.matchAll(/url\("?images\/([\w-]+\.svg)"?\)/g)) {
    await cp(path.join(modules, "nhsuk-frontend/dist/nhsuk/assets/images", name), path.join(out, "images", name));
  }
}

async function copyFiles() {
  await cp(path.join(here, "images"), path.join(out, "images"), { recursive: true });
  for (const file of await pages(".webmanifest")) await cp(file, path.join(out, path.basename(file)));
  // What a map does beside the page; maplibre-gl looks for it next to the script that holds it.
  await cp(path.join(modules, "maplibre-gl/dist/maplibre-gl-worker.mjs"), path.join(out, "maplibre-gl-worker.mjs"));
  await copyLetters();
  // Not loaded by any page: the browser tests put it into the page they check.
  await cp(path.join(modules, "axe-core/axe.min.js"), path.join(out, "axe.min.js"));
}

// Not loaded by any page: the letters that documents are set in (documents/typesetter.py), and those of other scripts for what people
// are quoted with.
async function copyLetters() {
  const fonts = {
    "source-sans-3": ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"],
    "noto-emoji": ["400Regular"],
    "noto-sans-arabic": ["400Regular"],
  };
  for (const [font, styles] of Object.entries(fonts)) {
    const from = path.join(modules, "@expo-google-fonts", font);
    for (const style of styles) {
      const name = (await readdir(path.join(from, style))).find((file) => file.endsWith(".ttf"));
      await cp(path.join(from, style, name), path.join(out, "fonts", name));
    }
    await cp(path.join(from, "LICENSE_FONT"), path.join(out, "fonts", `LICENSE-${font}`));
  }
  const chinese = path.join(modules, "@embedpdf/fonts-sc");
  await cp(path.join(chinese, "fonts/NotoSansHans-Regular.otf"), path.join(out, "fonts/NotoSansHans-Regular.otf"));
  await cp(path.join(chinese, "LICENSE"), path.join(out, "fonts/LICENSE-noto-sans-hans"));
}

async function build() {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await buildScripts();
  await buildStyles();
  await copyFiles();
  await compress();
}

await build();
if (process.argv.includes("--watch")) {
  const { watch } = await import("node:fs");
  let timer;
  watch(rooms, { recursive: true }, (_event, name) => {
    if (!/frontend[/\\].*\.(js|scss|svg)$/.test(name ?? "") || name.includes("node_modules")) return;
    clearTimeout(timer);
    timer = setTimeout(() => build().catch((error) => console.error(error.message)), 100);
  });
}
