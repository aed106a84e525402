// Styles of pages are loaded with them and stay: one page's must mean nothing on another.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const folder = new URL("../../src/styles/", import.meta.url);

/** What a file styles by the class alone, wherever that class is. */
function claimed(name) {
  const css = readFileSync(new URL(name, folder), "utf8").replaceAll(/\/\*.*?\*\//gs, "");
  const selectors = [...css.matchAll(/([^{}]+)\{/g)].flatMap(([, list]) => list.split(","));
  return new Set(selectors.map((selector) => selector.trim()).filter((selector) => /^\.[\w-]+$/.test(selector)));
}

test("no class is styled by two files", () => {
  const owners = new Map();
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".css"))) {
    for (const selector of claimed(name)) owners.set(selector, [...(owners.get(selector) ?? []), name]);
  }
  assert.ok(owners.size > 100);
  assert.deepEqual([...owners].filter(([, names]) => names.length > 1), []);
});
