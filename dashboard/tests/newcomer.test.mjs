// The first hour with an empty server, by the keyboard alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser } from "./browser.mjs";
import { dialog, eventually, noDialog, pair, tabTo } from "./person.mjs";
import { startServer } from "./server.mjs";

const KEY = "new-checkout";

test("by keys alone a newcomer makes a flag, sees it asked for, targets it, releases it, kills it and takes that back", async () => {
  const server = await startServer();
  const browser = await openBrowser();
  try {
    await firstHour(browser.page, server);
    // A draft that is not sound yet is refused while it is typed; the browser tells that too.
    assert.deepEqual(browser.problems.filter((text) => !/status of 422/.test(text)), []);
  } finally {
    await browser.close();
    await server.stop();
    server.remove();
  }
});

async function firstHour(page, server) {
  const { keyboard } = page;
  const press = async (...keys) => {
    for (const key of keys) await keyboard.press(key);
  };
  const pressOn = async (wanted) => {
    await wanted.waitFor();
    await tabTo(page, wanted);
    await press("Enter");
  };
  /** Answers what is asked before something is done. */
  const consent = async (title, reason) => {
    await dialog(page, title).locator("textarea:focus").waitFor();
    const dialogs = page.locator('[role="dialog"]');
    const below = (await dialogs.count()) - 1;
    await keyboard.type(reason);
    await pressOn(dialog(page, title).locator("button[type=submit]"));
    await dialog(page, title).waitFor({ state: "hidden" });
    // Letters rest for as long as it is there, seen or not.
    await dialogs.nth(below).waitFor({ state: "detached" });
  };
  const flag = () => server.ask("GET", `/api/features/${KEY}`);
  const { token } = await server.ask("POST", "/api/tokens", { name: "shop", kind: "server", environments: ["default"] });
  const evaluate = async (context) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    return (await fetch(`${server.url}/ofrep/v1/evaluate/flags/${KEY}`, { method: "POST", headers, body: JSON.stringify({ context }) })).json();
  };

  await page.goto(await server.link());
  await page.getByText("No flags in default yet").waitFor();
  await press("c");
  await dialog(page, "New flag").locator("input:focus").waitFor();
  await keyboard.type(KEY);
  await press("Tab", "ArrowDown", "Enter");
  await page.locator("h2:focus").waitFor();
  await press("t");
  await dialog(page, new RegExp(KEY)).getByText("On in default").waitFor();
  await press("Escape");
  await noDialog(page);

  await page.getByText("Waiting for the first evaluation").waitFor();
  assert.equal((await evaluate({ targetingKey: "ana", plan: "pro" })).value, false);
  await page.getByText("The first evaluation is here").waitFor();

  await press("j");
  await page.locator('[data-flag="0"]:focus').waitFor();
  await press("Enter");
  await page.locator("h2:focus").waitFor();
  await page.getByRole("button", { name: "Edit targeting" }).waitFor();
  await press("e");
  await pressOn(page.getByRole("button", { name: "Add a rule" }));
  await page.locator("input[placeholder=attribute]:focus").waitFor();
  await keyboard.type("plan");
  await press("Tab", "Tab");
  await keyboard.type("pro,");
  await press("Escape");
  await page.getByText("Sound; not saved yet").waitFor();
  await pressOn(page.getByRole("button", { name: "Review and save" }));
  await consent(`Save ${KEY}`, "those who pay first");
  await page.getByRole("button", { name: "Edit targeting" }).waitFor();
  assert.equal((await evaluate({ targetingKey: "ana", plan: "pro" })).value, true);
  await press("Escape");
  await noDialog(page);

  await pair(page, "g", "r");
  await page.getByText("No releases in default yet").waitFor();
  await press("c");
  await dialog(page, "New release").locator("input:focus").waitFor();
  await keyboard.type("checkout-out");
  await press("Tab");
  await keyboard.type(KEY);
  await pressOn(dialog(page, "New release").getByRole("button", { name: "Create" }));
  await pressOn(page.getByRole("button", { name: "Start", exact: true }));
  await consent("Start checkout-out", "it works for those who pay");
  await page.getByText("Going to 5%").first().waitFor();
  assert.equal((await server.ask("GET", "/api/releases/checkout-out/status")).status, "running");

  await press("Control+k");
  await page.getByPlaceholder("Search or run a command").waitFor();
  await keyboard.type(`kill ${KEY}`);
  await page.getByRole("button", { name: `Kill ${KEY} in default` }).waitFor();
  await press("ArrowDown", "ArrowDown", "Enter");
  await consent(`Kill ${KEY}`, "the totals are wrong");
  await eventually("it is killed", async () => (await flag()).killed?.reason === "the totals are wrong");
  assert.equal((await evaluate({ targetingKey: "ana", plan: "pro" })).value, false);

  await pair(page, "g", "a");
  await pressOn(page.getByRole("button", { name: /^Undo entry/ }).first());
  await consent(`Revive ${KEY}`, "they are right again");
  await eventually("it is revived", async () => (await flag()).killed === null);
  assert.equal((await evaluate({ targetingKey: "ana", plan: "pro" })).value, true);
}
