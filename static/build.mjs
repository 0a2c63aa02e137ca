// Builds static/build from static/src: one stylesheet, one script per page, the icon sprite, the font.
// `node static/build.mjs` writes once; `--watch` keeps writing, unminified and with source maps.
import { watch } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/postcss";
import esbuild from "esbuild";
import postcss from "postcss";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "static/src");
const target = join(root, "static/build");
const watching = process.argv.includes("--watch");
const packageFile = createRequire(import.meta.url).resolve;

/** Removes what an earlier build wrote and this one did not; `samples/` is the demo's. */
async function removeStale({ entryPoints }) {
  const ours = ["samples", "fonts", "app.css", "desk.css", "icons.svg", "favicon.svg"];
  const kept = new Set([...ours, ...entryPoints.map((path) => basename(path))]);
  const stale = (await readdir(target)).filter((name) => !kept.has(name));
  await Promise.all(stale.map((name) => rm(join(target, name))));
}

/** Only the scripts the interface is written in; Chinese falls back to the system's own fonts. */
async function font() {
  const subsets = ["latin", "latin-ext"];
  const files = dirname(
    packageFile("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"),
  );
  await mkdir(join(target, "fonts"), { recursive: true });
  await Promise.all(
    subsets.map((subset) => {
      const name = `inter-${subset}-wght-normal.woff2`;
      return copyFile(join(files, name), join(target, "fonts", name));
    }),
  );
  const css = await readFile(packageFile("@fontsource-variable/inter/index.css"), "utf8");
  const faces = css.match(/@font-face\s*\{[^}]*\}/g) ?? [];
  const kept = faces.filter((face) =>
    subsets.some((subset) => face.includes(`/inter-${subset}-wght-normal.woff2`)),
  );
  if (kept.length !== subsets.length) throw new Error("The font package has changed its subsets.");
  return kept.join("\n").replaceAll("./files/", "fonts/");
}

/** Numbers in attributes, since the content security policy forbids style attributes:
 * `data-percent="58"` sets `--percent`, `data-hue="a"` (an id's first hex digit) sets `--hue`. */
function numberRules() {
  const percents = Array.from({ length: 101 }, (_, n) => `[data-percent="${n}"]{--percent:${n}}`);
  const hues = Array.from(
    "0123456789abcdef",
    (digit, n) => `[data-hue="${digit}"]{--hue:${n * 22.5}}`,
  );
  return `@layer base{${percents.join("")}${hues.join("")}}`;
}

async function favicon() {
  await copyFile(join(source, "favicon.svg"), join(target, "favicon.svg"));
}

async function styles() {
  const entry = join(source, "app.css");
  const css = [await readFile(entry, "utf8"), await font(), numberRules()].join("\n");
  const plugin = tailwind({ base: root, optimize: watching ? false : { minify: true } });
  const result = await postcss([plugin]).process(css, { from: entry, to: join(target, "app.css") });
  await writeFile(join(target, "app.css"), result.css);
}

/** The staff admin's own page stands on another stylesheet than the studio: it is kept apart. */
async function desk() {
  const css = await readFile(join(source, "desk.css"), "utf8");
  const { code } = await esbuild.transform(css, { loader: "css", minify: !watching });
  await writeFile(join(target, "desk.css"), code);
}

/** One symbol an icon; stroke and colour come from the `.icon` class of the page. */
async function icons() {
  const list = await readFile(join(source, "icons.txt"), "utf8");
  const names = list.split("\n").filter((line) => line && !line.startsWith("#"));
  const symbols = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(packageFile(`lucide-static/icons/${name}.svg`), "utf8");
      const shapes = svg.slice(
        svg.indexOf(">", svg.indexOf("<svg")) + 1,
        svg.lastIndexOf("</svg>"),
      );
      return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
    }),
  );
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
  await writeFile(join(target, "icons.svg"), sprite);
}

async function scriptOptions() {
  const pages = await readdir(join(source, "js/pages"));
  const names = ["app.js", "upload.js", ...pages.map((name) => `pages/${name}`)];
  return {
    entryPoints: names
      .filter((name) => name.endsWith(".js") && !name.endsWith(".test.js"))
      .map((name) => join(source, "js", name)),
    entryNames: "[name]",
    outdir: target,
    bundle: true,
    format: "iife",
    target: ["es2022"],
    minify: !watching,
    sourcemap: watching,
    legalComments: "none",
    logLevel: "warning",
  };
}

/** Rebuilds after a quiet moment: an editor writes a file more than once. */
function onChange(folder, pattern, build) {
  let timer;
  watch(folder, { recursive: true }, (_event, name) => {
    if (!name || !pattern.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => build().catch((error) => console.error(error.message)), 80);
  });
}

await mkdir(target, { recursive: true });
const options = await scriptOptions();
if (watching) {
  const scripts = await esbuild.context(options);
  await Promise.all([styles(), desk(), icons(), favicon(), scripts.watch()]);
  onChange(source, /\.(css|js)$/, styles);
  onChange(source, /^desk\.css$/, desk);
  onChange(source, /icons\.txt$/, icons);
  onChange(join(root, "templates"), /\.(html|txt)$/, styles);
  console.log("Watching static/src and templates.");
} else {
  const started = Date.now();
  await Promise.all([styles(), desk(), icons(), favicon(), esbuild.build(options)]);
  await removeStale(options);
  console.log(`Built static/build in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}
