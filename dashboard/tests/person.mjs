// What journeys have in common: somebody who is signed in, a dialog, a condition that comes true.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";
import { endBrowsers, openBrowser, settled } from "./browser.mjs";
import { seed, startServer } from "./server.mjs";

after(endBrowsers);

const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const RULES = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
/** What depends on colours and on sizes: the rest is the same in the other theme and at widths in between. */
const OF_LOOKS = { type: "rule", values: ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"] };

/** In what pages are looked at. What is in them differs between narrow, up to 900 px, and wide, so each of both is seen in each theme; each look takes time, so no more than that. */
const LOOKS = [["light", 320, RULES], ["dark", 768, OF_LOOKS], ["dark", 1920, OF_LOOKS], ["light", 1280, RULES]];

/** A server for the tests of a file, with the flags of a shop and whatever is made on it besides. */
export function shop(fill = async () => undefined) {
  const server = {};
  before(async () => {
    Object.assign(server, await startServer());
    await seed(server);
    await fill(server);
  });
  after(async () => {
    await server.stop?.();
    server.remove?.();
  });
  return server;
}

/** Does something in a browser of somebody who is signed in; nothing may have gone wrong in its pages. */
export async function signedIn(server, path, work, { mayFail = [], ...options } = {}) {
  const browser = await openBrowser({ ...options, cookies: [await server.session()] });
  try {
    await browser.page.goto(server.url + path);
    await work(browser.page);
    const problems = browser.problems.filter((text) => !mayFail.some((pattern) => pattern.test(text)));
    assert.deepEqual(problems, []);
  } finally {
    await browser.close();
  }
}

export const dialog = (page, name) => page.getByRole("dialog", { name });

/** What a browser tells of requests to a server that goes and comes back. */
export const GONE = /ERR_CONNECTION|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED|status of 503/;

/** Letters go to the page only when no dialog is there any more, seen or not. */
export const noDialog = (page) => page.locator('[role="dialog"]').first().waitFor({ state: "detached" });

/** Presses two keys that belong together; once more where the machine took so long between them that they did not. */
export async function pair(page, ...keys) {
  let took;
  do {
    const start = performance.now();
    for (const key of keys) await page.keyboard.press(key);
    took = performance.now() - start;
  } while (took > 1_000);
}

/** Waits until something is so; `what` says what was not, or finds it out once it is too late. */
export async function eventually(what, check, within = 30_000) {
  const end = Date.now() + within;
  for (;;) {
    if (await check()) return;
    if (Date.now() >= end) assert.fail(typeof what === "string" ? what : await what());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Presses Tab until something has the focus, as somebody without a mouse does. */
export async function tabTo(page, wanted, key = "Tab") {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  assert.fail("Tab does not lead there");
}

/** What is open fits, and has nothing that keeps people out, in every look: it is turned and recoloured as it stands. */
export async function checkLooks(page, what) {
  await page.evaluate(axe);
  for (const [theme, width, runOnly] of LOOKS) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 900 });
    await settled(page);
    // What is drawn by its size is drawn again some time after that has changed.
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await eventually(async () => `${what} is ${await overflow()} px too wide at ${width} px`, async () => (await overflow()) <= 0, 5_000);
    const found = await page.evaluate((options) => globalThis.axe.run(document, options), { runOnly, resultTypes: ["violations"] });
    const told = found.violations.map(({ id, nodes }) => `${what}, ${theme}, ${width} px, ${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary?.slice(0, 220)}`).join(" | ")}`);
    assert.deepEqual(told, []);
  }
}
