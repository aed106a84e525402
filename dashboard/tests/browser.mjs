// Chromium, as every test and screenshot starts it: one program, and in it a browser for each person.
import { chromium } from "playwright-core";

const args = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

let started;

/** A browser of its own person, with nothing of anybody else's; everything that goes wrong in its pages is in `problems`. */
export async function openBrowser({ width = 1440, height = 1000, theme = "light", reducedMotion = "reduce", cookies = [] } = {}) {
  started ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args });
  const program = await started;
  const context = await program.newContext({
    viewport: { width, height }, colorScheme: theme, reducedMotion, locale: "en-GB", timezoneId: "Europe/Berlin",
  });
  context.setDefaultTimeout(20_000);
  await context.addCookies(cookies);
  const problems = [];
  context.on("page", (page) => {
    page.on("console", (message) => message.type() === "error" && problems.push(`${message.text()} ${message.location().url}`));
    page.on("pageerror", (error) => problems.push(String(error)));
  });
  const page = await context.newPage();
  return { context, page, problems, close: () => context.close() };
}

/** Waits until a page is as it stays: what it asked for is there, its letters are, and whatever follows its size has done so. */
export async function settled(page) {
  await page.waitForFunction(() => document.fonts.status === "loaded" && document.querySelector(".mantine-Skeleton-root, .mantine-Loader-root") === null);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Ends the program, if it was started. */
export async function endBrowsers() {
  const program = await started;
  started = undefined;
  await program?.close();
}
