// Writes every page in both themes and two widths, for people to look at.
import { mkdirSync } from "node:fs";
import { openBrowser } from "./browser.mjs";
import { seedExperiments } from "./experiments.mjs";
import { seed, startServer } from "./server.mjs";

const folder = process.argv[2] ?? "screenshots";
const only = process.argv[3];
mkdirSync(folder, { recursive: true });

const PAGES = [
  ["flags", "/flags?env=production"],
  ["table", "/flags?env=production", async (page) => page.getByText("Table", { exact: true }).click({ force: true })],
  ["flag", "/flags/checkout-v2?env=production"],
  ["split", "/flags/search-ranker?env=production"],
  ["analytics", "/flags/search-ranker?env=production&tab=analytics"],
  ["explain", "/flags/checkout-v2?tab=explain", async (page) => {
    await page.getByLabel("Targeting key").fill("user-42");
    await page.getByLabel("Attributes").fill('{"plan": "pro", "country": "DE"}');
    await page.getByRole("button", { name: "Explain" }).click();
    await page.getByText("How it came to that").waitFor();
  }],
  ["history", "/flags/checkout-v2?tab=history"],
  ["code", "/flags/checkout-v2?tab=code"],
  ["create", "/flags?env=production", async (page) => page.getByRole("button", { name: "New flag" }).first().click()],
  ["guard", "/flags?env=production", async (page) => page.getByRole("switch", { name: "gift-cards in production" }).press("Space")],
  ["palette", "/flags?env=production", async (page) => {
    await page.getByRole("button", { name: "Search or run a command" }).click();
    await page.getByPlaceholder("Search or run a command").fill("checkout");
  }],
  ["rules", "/flags/checkout-v2?env=production", async (page) => {
    await page.getByRole("button", { name: "Edit targeting" }).click();
    await page.getByRole("button", { name: "Edit rule 2" }).click();
  }],
  ["variants", "/flags/search-ranker?env=production", async (page) => {
    await page.getByRole("button", { name: "Edit targeting" }).click();
    await page.getByRole("list", { name: "Variants" }).scrollIntoViewIfNeeded();
  }],
  ["review", "/flags/instant-refunds", async (page) => {
    await page.getByRole("button", { name: "Edit targeting" }).click();
    await page.getByLabel("Share in percent").fill("80");
    await page.getByText("Sound; not saved yet").waitFor();
    await page.getByRole("button", { name: "Review and save" }).click();
    await page.getByRole("dialog", { name: "Save instant-refunds" }).waitFor();
  }],
  ["merge", "/flags/session-replay", async (page) => {
    await page.getByRole("button", { name: "Edit targeting" }).click();
    await page.getByLabel("Share in percent").fill("5");
    const { percentage } = await server.ask("GET", "/api/features/session-replay");
    await server.ask("PATCH", "/api/features/session-replay", { percentage: percentage + 1 });
    await page.getByText("Somebody changed the same meanwhile").waitFor();
  }],
  ["choose", "/flags?env=production", async (page) => {
    await page.getByRole("button", { name: "Choose" }).click();
    for (const place of [0, 1]) await page.getByRole("checkbox").nth(place).click();
  }],
  ["experiments", "/experiments"],
  ["experiment", "/experiments/search-ranking"],
  ["experiment-split", "/experiments/shorter-checkout"],
  ["experiment-draft", "/experiments/gift-wrapping"],
  ["experiment-create", "/experiments?create=true"],
  ["experiment-decide", "/experiments/search-ranking?decide=true"],
  ["releases", "/releases"],
  ["release", "/releases/wrapping-out"],
  ["emergency", "/emergency"],
  ["audit", "/audit"],
].filter(([name]) => only === undefined || only.split(",").includes(name));

const server = await startServer();
await seed(server);
await seedExperiments(server);
const steps = [["canary", 5, "1s"], ["early", 25, "1h"], ["half", 50, "1h"], ["full", 100, "1h"]].map(([name, percentage, duration]) => ({ name, percentage, duration }));
await server.ask("POST", "/api/releases", { key: "wrapping-out", flag: "deployment_wrapping", steps, checks: [], gates: [{ before: "full" }] });
await server.ask("POST", "/api/releases/wrapping-out/start", {});
try {
  for (const theme of ["light", "dark"]) {
    for (const [size, width, height] of [["wide", 1440, 1000], ["narrow", 390, 844]]) {
      const browser = await openBrowser({ width, height, theme });
      const { page } = browser;
      if (only === undefined || only.includes("sign-in")) {
        await page.goto(server.url);
        await page.getByRole("heading", { name: "Sign in" }).waitFor();
        await page.screenshot({ path: `${folder}/sign-in-${theme}-${size}.png` });
      }
      await page.goto(await server.link());
      await page.getByRole("heading", { name: "Flags", exact: true }).waitFor();
      for (const [name, path, prepare] of PAGES) {
        await page.evaluate(() => {
          localStorage.removeItem("hoist-view");
          sessionStorage.clear();
        });
        await page.goto(server.url + path);
        await page.locator(".stats, .emergency, .entries, .page-head, .result-head").first().waitFor();
        await prepare?.(page);
        await page.waitForTimeout(700);
        await page.screenshot({ path: `${folder}/${name}-${theme}-${size}.png` });
      }
      if (browser.problems.length > 0) console.log(theme, size, browser.problems);
      await browser.close();
    }
  }
} finally {
  await server.stop();
  server.remove();
}
