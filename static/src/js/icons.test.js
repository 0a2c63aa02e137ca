import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

const listed = readFileSync("static/src/icons.txt", "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"));

function templates(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return templates(path);
    return path.endsWith(".html") ? [path] : [];
  });
}

test("every icon a template names is in the sprite", () => {
  const missing = templates("templates").flatMap((path) => {
    const text = readFileSync(path, "utf8");
    const direct = text.matchAll(/components\/icon\.html" with name="([a-z0-9-]+)"/g);
    const passed = text.matchAll(/\s(?:caption_)?icon="([a-z0-9-]+)"/g);
    return [...direct, ...passed]
      .map((match) => match[1])
      .filter((name) => !listed.includes(name))
      .map((name) => `${name} in ${path}`);
  });
  assert.deepEqual(missing, []);
});

test("every icon of the list exists, once and in order", () => {
  const there = (name) => existsSync(`node_modules/lucide-static/icons/${name}.svg`);
  assert.deepEqual(listed.filter(there), listed);
  assert.deepEqual([...new Set(listed)].sort(), listed);
});
