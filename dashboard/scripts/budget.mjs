// Refuses a build that has grown too large. Bytes are those of gzip, which every browser takes.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const KB = 1024;
const budget = { entry: 240 * KB, style: 45 * KB, chunk: 60 * KB };
const page = readFileSync("dist/index.html", "utf8");
const size = (name) => statSync(join("dist/assets", `${name}.gz`)).size;
const names = readdirSync("dist/assets").filter((name) => /\.(js|css)$/.test(name));
const inEntry = (name) => page.includes(name);

/** What the entry's own scripts import at once is part of it. */
function withImports(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  const code = readFileSync(join("dist/assets", name), "utf8");
  for (const [, other] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) withImports(other, seen);
  return seen;
}

const scripts = new Set(names.filter((name) => name.endsWith(".js") && inEntry(name)).flatMap((name) => [...withImports(name)]));
const sum = (list) => [...list].reduce((total, name) => total + size(name), 0);
const rows = [
  ["entry, scripts", sum(scripts), budget.entry],
  ["entry, styles", sum(names.filter((name) => name.endsWith(".css") && inEntry(name))), budget.style],
  ...names
    .filter((name) => name.endsWith(".js") && !scripts.has(name))
    .map((name) => [`chunk ${name}`, size(name), budget.chunk]),
];
let failed = 0;
for (const [name, bytes, most] of rows) {
  const over = bytes > most;
  failed += over ? 1 : 0;
  console.log(`${over ? "OVER" : "ok  "} ${name}: ${(bytes / KB).toFixed(1)} KB of ${most / KB} KB`);
}
process.exit(failed === 0 ? 0 : 1);
