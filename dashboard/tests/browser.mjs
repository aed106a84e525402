// Chromium, as every test and screenshot starts it.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const args = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** A browser of its own person; everything that goes wrong in its pages is in `problems`. */
export async function openBrowser({ width = 1440, height = 1000, theme = "light", reducedMotion = "reduce" } = {}) {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const profile = mkdtempSync(join(tmpdir(), "hoist-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath, headless: true, args, viewport: { width, height }, colorScheme: theme, reducedMotion, locale: "en-GB",
    timezoneId: "Europe/Berlin",
  });
  context.setDefaultTimeout(20_000);
  const problems = [];
  const watch = (page) => {
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(String(error)));
  };
  context.pages().forEach(watch);
  context.on("page", watch);
  const page = context.pages()[0] ?? (await context.newPage());
  return { context, page, problems, close: () => context.close() };
}
