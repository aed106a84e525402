// What journeys have in common: somebody who is signed in, a dialog, a condition that comes true.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { openBrowser } from "./browser.mjs";

const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** In what pages are looked at: layout depends on the width alone, colours on the theme and on what a width shows. */
export const LOOKS = [["light", 320], ["light", 768], ["light", 1280], ["light", 1920], ["dark", 320], ["dark", 1280]];

/** Does something in a browser of somebody who is signed in; nothing may have gone wrong in its pages. */
export async function signedIn(server, path, work, { mayFail = [], ...options } = {}) {
  const browser = await openBrowser(options);
  try {
    await browser.page.goto(await server.link());
    await browser.page.getByRole("heading", { name: "Flags", exact: true }).waitFor();
    await browser.page.goto(server.url + path);
    await work(browser.page);
    const problems = browser.problems.filter((text) => !mayFail.some((pattern) => pattern.test(text)));
    assert.deepEqual(problems, []);
  } finally {
    await browser.close();
  }
}

export const dialog = (page, name) => page.getByRole("dialog", { name });

export async function eventually(what, check) {
  const end = Date.now() + 15_000;
  for (;;) {
    if (await check()) return;
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Presses Tab until something has the focus, as somebody without a mouse does. */
export async function tabTo(page, wanted) {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail("Tab does not lead there");
}

/** The page fits, and has nothing that keeps people out. */
export async function checkPage(page, path, isChecked = true) {
  await page.waitForFunction(() => document.fonts.status === "loaded");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 0, `${path} is ${overflow} px too wide`);
  if (!isChecked) return;
  await page.evaluate(axe);
  const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), RULES);
  const told = found.violations.map(({ id, nodes }) => `${path} ${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary?.slice(0, 220)}`).join(" | ")}`);
  assert.deepEqual(told, []);
}
