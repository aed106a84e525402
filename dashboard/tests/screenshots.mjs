// Writes every page in both themes and two widths, for people to look at: `screenshots.mjs FOLDER [NAME,NAME…]`.
import { mkdirSync } from "node:fs";
import { endBrowsers, openBrowser, settled } from "./browser.mjs";
import { catchUp } from "./server.mjs";
import { evaluateSome, startShop } from "./showing.mjs";

const folder = process.argv[2] ?? "screenshots";
const only = process.argv[3]?.split(",");
mkdirSync(folder, { recursive: true });

const press = (page, name) => page.getByRole("button", { name }).first().click();
/** Presses what opens a dialog, and waits for it. */
const opens = async (page, name) => {
  await press(page, name);
  await page.getByRole("dialog").waitFor();
};
const edit = async (page, ...rules) => {
  await press(page, "Edit targeting");
  for (const number of rules) await press(page, `Edit rule ${number}`);
};
const inAddress = (value) => encodeURIComponent(JSON.stringify(value));
const [ANA, EVE] = [{ targetingKey: "ana@example.com", plan: "pro", country: "FR" }, { targetingKey: "eve@example.com", plan: "free", country: "DE" }];

/** The steps of the wizard, as somebody walks through them. */
async function wizard(page, steps) {
  await page.getByLabel("Name", { exact: true }).fill("Sticky filters");
  await page.getByLabel("Hypothesis").fill("Filters that stay, more users who find something");
  const next = () => page.getByRole("dialog").getByRole("button", { name: "Next" }).click();
  await next();
  if (steps === 1) return;
  await next();
  for (const name of ["purchase_rate", "search_latency"]) {
    await page.getByRole("combobox", { name: "Metric", exact: true }).fill(name);
    await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
  }
  if (steps === 2) return;
  await next();
  await page.getByLabel("New users each day").fill("1000");
  await page.getByRole("row", { name: /days/ }).first().waitFor();
}

/** Each picture: its name, the page, and what is done there. */
const PAGES = [
  ["sign-in", null],
  ["flags", "/flags?env=production"],
  ["flags-moving", "/flags"],
  ["table", "/flags?env=production", (page) => page.getByText("Table", { exact: true }).click({ force: true }).then(() => page.locator(".table-row").nth(1).waitFor())],
  ["flags-none", "/flags?env=production&q=nothing-like-it"],
  ["flags-empty", "/flags?env=blank"],
  ["first", "/flags?env=fresh", (page) => page.getByText("Waiting for the first evaluation").first().waitFor()],
  ["create", "/flags?env=production", (page) => opens(page, "New flag")],
  ["guard", "/flags?env=production", async (page) => {
    await page.getByRole("switch", { name: "gift-cards in production" }).press("Space");
    await page.getByRole("dialog").waitFor();
  }],
  ["choose", "/flags?env=production", async (page) => {
    await press(page, "Choose");
    for (const place of [0, 1]) await page.getByRole("checkbox").nth(place).click();
  }],
  ["palette", "/flags?env=production", async (page) => {
    await press(page, "Search or run a command");
    await page.getByPlaceholder("Search or run a command").fill("checkout");
  }],
  ["keys", "/flags", async (page) => {
    await page.locator("[data-flag]").first().waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
  }],
  ["flag", "/flags/checkout-v2?env=production"],
  ["flag-killed", "/flags/instant-refunds"],
  ["split", "/flags/search-ranker?env=production"],
  ["analytics", "/flags/search-ranker?env=production&tab=analytics"],
  ["explain", "/flags/checkout-v2?tab=explain", async (page) => {
    await page.getByLabel("Targeting key").fill("user-42");
    await page.getByLabel("Attributes").fill('{"plan": "pro", "country": "DE"}');
    await press(page, "Explain");
    await page.getByText("How it came to that").waitFor();
  }],
  ["history", "/flags/checkout-v2?tab=history"],
  ["code", "/flags/checkout-v2?tab=code"],
  ["rules", "/flags/checkout-v2?env=production", (page) => edit(page, 2)],
  ["rules-nested", "/flags/ai-summaries", (page) => edit(page, 2, 3)],
  ["variants", "/flags/search-ranker?env=production", async (page) => {
    await edit(page);
    await page.getByRole("list", { name: "Variants" }).scrollIntoViewIfNeeded();
  }],
  ["gradual", "/flags/warehouse-routing", (page) => edit(page)],
  ["review", "/flags/instant-refunds", async (page) => {
    await edit(page);
    await page.getByLabel("Share in percent").fill("80");
    await page.getByText("Sound; not saved yet").waitFor();
    await press(page, "Review and save");
    await page.getByRole("dialog", { name: "Save instant-refunds" }).waitFor();
  }],
  ["merge", "/flags/session-replay", async (page) => {
    await edit(page);
    await page.getByLabel("Share in percent").fill("5");
    const { percentage } = await server.ask("GET", "/api/features/session-replay");
    await server.ask("PATCH", "/api/features/session-replay", { percentage: percentage + 1 });
    await page.getByText("Somebody changed the same meanwhile").waitFor();
  }],
  ["experiments", "/experiments"],
  ["experiments-empty", "/experiments?env=blank"],
  ["experiment", "/experiments/search-ranking"],
  ["experiment-time", "/experiments/search-ranking", (page) => page.locator(".chart").scrollIntoViewIfNeeded()],
  ["experiment-parts", "/experiments/search-ranking?view=breakdown", async (page) => {
    await page.getByRole("textbox", { name: "Attribute" }).fill("country");
    await press(page, "Break down");
    await page.getByText(/^Exploratory/).first().scrollIntoViewIfNeeded();
  }],
  ["experiment-why", "/experiments/search-ranking?view=why", (page) => page.locator(".why").last().scrollIntoViewIfNeeded()],
  ["experiment-plan", "/experiments/search-ranking?view=plan", (page) => page.locator(".measured").last().scrollIntoViewIfNeeded()],
  ["experiment-split", "/experiments/shorter-checkout"],
  ["experiment-draft", "/experiments/gift-wrapping"],
  ["experiment-over", "/experiments/old-banner"],
  ["experiment-create", "/experiments?create=true"],
  ["experiment-variants", "/experiments?create=true", (page) => wizard(page, 1)],
  ["experiment-metrics", "/experiments?create=true", (page) => wizard(page, 2)],
  ["experiment-size", "/experiments?create=true", (page) => wizard(page, 3)],
  ["experiment-decide", "/experiments/search-ranking", (page) => opens(page, "Make a decision")],
  ["releases", "/releases"],
  ["releases-empty", "/releases?env=blank"],
  ["release-running", "/releases/wrapping-out", (page) => page.getByText("Within limit").first().waitFor()],
  ["release-back", "/releases/courier-out", (page) => page.getByText("It was taken back").first().waitFor()],
  ["release-done", "/releases/search-index", (page) => page.getByText("Succeeded").first().waitFor()],
  ["release-new", "/releases/tax-rules"],
  ["release-edit", "/releases/tax-rules", async (page) => {
    await press(page, "Edit");
    await page.getByRole("dialog").getByLabel("Share of step 2 in percent").fill("20");
    await page.getByText("Put back what is saved").waitFor();
  }],
  ["release-create", "/releases", async (page) => {
    await opens(page, "New release");
    await press(page, "Check a metric");
  }],
  ["segments", "/segments"],
  ["segments-empty", "/segments?env=blank"],
  ["segment", "/segments/beta-testers"],
  ["segment-create", "/segments", (page) => opens(page, "New segment")],
  ["segment-edit", "/segments/staff", async (page) => {
    await press(page, "Add a rule");
    await page.getByLabel("Description").fill("Everybody who works here");
  }],
  ["playground", "/playground"],
  ["playground-one", `/playground?context=${inAddress(ANA)}&open=checkout-v2`, (page) => page.getByText("How it came to that").first().waitFor()],
  ["playground-two", `/playground?context=${inAddress(ANA)}&other=${inAddress(EVE)}`, (page) => page.getByText("differs").first().waitFor()],
  ["live", "/live", async (page) => {
    await page.getByRole("status").getByText("Live").waitFor();
    await evaluateSome(server);
    await page.locator(".evaluation:not(.is-head)").first().waitFor();
  }],
  ["live-empty", "/live"],
  ["audit", "/audit"],
  ["emergency", "/emergency"],
  ["emergency-guarded", "/emergency?env=production"],
  ...["environments", "tokens", "notifications", "freezes", "instance"].map((tab) => [`settings-${tab}`, `/settings?tab=${tab}`]),
  ["token-create", "/settings?tab=tokens", (page) => opens(page, "New token")],
  ["channel-create", "/settings?tab=notifications", (page) => opens(page, "New channel")],
  ["freeze-create", "/settings?tab=freezes", (page) => opens(page, /^Freeze$/)],
  ["missing", "/flags/no-such-flag"],
  ["nowhere", "/no-such-page"],
].filter(([name]) => only === undefined || only.includes(name));

const { server, stop } = await startShop();
const failed = [];
try {
  for (const theme of ["light", "dark"]) {
    for (const [size, width, height] of [["wide", 1440, 1000], ["narrow", 390, 844]]) {
      const browser = await openBrowser({ width, height, theme, cookies: [await server.session()] });
      const { page } = browser;
      await catchUp(server);
      for (const [name, path, prepare] of PAGES) {
        const picture = `${name}-${theme}-${size}.png`;
        try {
          // Whoever is not signed in has another browser.
          const stranger = path === null ? await openBrowser({ width, height, theme }) : undefined;
          const shown = stranger?.page ?? page;
          await shown.goto(server.url + (path ?? "/flags"));
          await shown.locator("h1, h2, [role=dialog]").first().waitFor();
          await prepare?.(shown);
          await settled(shown);
          await shown.screenshot({ path: `${folder}/${picture}` });
          await stranger?.close();
        } catch (error) {
          failed.push(`${picture}: ${String(error).split("\n")[0]}`);
        }
        if (page.url() === "about:blank") continue;
        await page.evaluate(() => {
          localStorage.removeItem("hoist-view");
          sessionStorage.clear();
        });
      }
      if (browser.problems.length > 0) console.log(theme, size, browser.problems);
      await browser.close();
    }
  }
} finally {
  await endBrowsers();
  await stop();
}
for (const line of failed) console.error(line);
process.exitCode = failed.length === 0 ? 0 : 1;
