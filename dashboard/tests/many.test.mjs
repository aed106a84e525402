// Many flags at a time, and what is done to a whole flag.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dialog, eventually, shop, signedIn } from "./person.mjs";

const server = shop();

const flag = (key, environment = "default") => server.ask("GET", `/api/features/${key}?environment=${environment}`);
const box = (page, key) => page.getByRole("checkbox", { name: `Choose ${key}` });

test("chosen flags are changed one by one, and each says how that went", async () => {
  await signedIn(server, "/flags", async (page) => {
    await page.getByRole("button", { name: "Choose" }).click();
    const bulk = page.getByRole("region", { name: "What is done to the chosen flags" });
    assert.equal(await bulk.getByRole("button", { name: "Turn on" }).getAttribute("title"), "Choose flags first");
    for (const key of ["dark-mode", "image-cdn-avif", "legacy-auth-fallback"]) await box(page, key).click();
    await bulk.getByText("3 flags chosen").waitFor();
    await bulk.getByRole("button", { name: "Turn on" }).click();
    const question = dialog(page, "Turn on 3 flags");
    await question.getByText("1 flag is so already.").waitFor();
    // Somebody else is faster with one of them.
    await page.route("**/api/changes?**", (route) => route.abort());
    await server.ask("PATCH", "/api/features/image-cdn-avif", { percentage: 20 });
    await question.getByRole("button", { name: "Turn on" }).click();
    const results = page.getByRole("dialog", { name: "Turn on 3 flags" });
    await results.getByText("1 done, 1 as they were, 1 failed.").waitFor();
    await results.getByText("Somebody changed it meanwhile").waitFor();
    await page.unroute("**/api/changes?**");
    await page.reload();
  }, { mayFail: [/status of 409/, /ERR_FAILED/] });
  assert.deepEqual(await Promise.all(["dark-mode", "image-cdn-avif", "legacy-auth-fallback"].map(async (key) => (await flag(key)).enabled)), [true, false, true]);
});

test("a tag is added and taken away again, by keys too", async () => {
  await signedIn(server, "/flags?q=checkout", async (page) => {
    await page.getByRole("link", { name: "checkout-v2" }).waitFor();
    await page.keyboard.press("j");
    await page.locator('[data-flag="0"]:focus').waitFor();
    await page.keyboard.press("x");
    const bulk = page.getByRole("region", { name: "What is done to the chosen flags" });
    await bulk.getByText("1 flag chosen").waitFor();
    await bulk.getByRole("button", { name: /^All \d+ shown/ }).click();
    const tagged = async () => (await server.ask("GET", "/api/features?limit=1000")).items.filter(({ tags }) => [tags].flat().includes("winter")).length;
    for (const [name, count] of [["Add tag", 3], ["Remove tag", 0]]) {
      await bulk.getByRole("combobox", { name: "Tag" }).fill("winter");
      await page.keyboard.press("Escape");
      await bulk.getByRole("button", { name }).click();
      await page.getByRole("button", { name: "Go on" }).click();
      await page.getByText("3 done, 0 as they were, 0 failed.").waitFor();
      await eventually("all of them", async () => (await tagged()) === count);
      await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
      await page.getByRole("dialog").waitFor({ state: "hidden" });
    }
  });
});

test("where it is protected, its name is typed before many flags go off", async () => {
  await signedIn(server, "/flags?env=production&q=gift", async (page) => {
    await page.getByRole("button", { name: "Choose" }).click();
    await box(page, "gift-cards").click();
    await page.getByRole("button", { name: "Archive" }).click();
    const question = dialog(page, "Archive 1 flag");
    const go = question.getByRole("button", { name: "Archive" });
    await question.getByLabel("Reason").fill("sold out");
    assert.ok(await go.isDisabled());
    await question.getByLabel("Type production to go on").fill("production");
    await go.click();
    await page.getByText("1 done, 0 as they were, 0 failed.").waitFor();
  });
  assert.equal((await flag("gift-cards", "production")).archived, true);
  const { items } = await server.ask("GET", "/api/changes?environment=production&key=gift-cards&limit=1");
  assert.equal(items[0].reason, "sold out");
});

test("a flag is made like another one, and deleted once its name is typed", async () => {
  await signedIn(server, "/flags/search-ranker", async (page) => {
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    const copy = dialog(page, "Duplicate search-ranker");
    await copy.getByRole("textbox", { name: "Key" }).fill("search-ranker-2");
    await copy.getByRole("button", { name: "Create" }).click();
    const made = dialog(page, /search-ranker-2/);
    await made.getByText("Off in default").waitFor();
    const [one, other] = [await flag("search-ranker"), await flag("search-ranker-2")];
    assert.deepEqual([other.variants, other.rules, other.tags, other.enabled], [one.variants, one.rules, one.tags, false]);
    await made.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const question = dialog(page, "Delete search-ranker-2");
    assert.ok(await question.getByRole("button", { name: "Delete" }).isDisabled());
    await question.getByLabel("Type search-ranker-2 to go on").fill("search-ranker-2");
    await question.getByRole("button", { name: "Delete" }).click();
    await page.getByText("search-ranker-2 is deleted.").waitFor();
    // The page asks once more, and is told that it is no more.
  }, { mayFail: [/status of 404/] });
  await assert.rejects(flag("search-ranker-2"), /404/);
});

test("every type of flag can be made", async () => {
  await signedIn(server, "/flags", async (page) => {
    for (const [word, type] of [["Boolean", "boolean"], ["Percentage", "percentage"], ["Variant", "variant"], ["Gradual", "gradual"], ["Targeted", "targeted"]]) {
      await page.getByRole("button", { name: "New flag" }).click();
      await page.getByRole("textbox", { name: "Key" }).fill(`made-${type}`);
      await page.getByRole("radio", { name: new RegExp(`^${word}`) }).check({ force: true });
      await page.getByRole("button", { name: "Create" }).click();
      await dialog(page, new RegExp(`made-${type}`)).getByRole("button", { name: "Close the flag" }).click();
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      assert.equal((await flag(`made-${type}`)).type, type);
    }
  });
});
