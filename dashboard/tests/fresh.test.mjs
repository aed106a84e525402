// What is shown is so: after having been elsewhere, after what could not be read, and where nothing can be.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, shop, signedIn } from "./person.mjs";

const server = shop();

const REFUSED = [/status of 429/];
const tooMuch = (route) =>
  route.fulfill({ status: 429, contentType: "application/problem+json", body: JSON.stringify({ code: "too_many_requests", title: "Too many requests", detail: "Ask again soon." }) });
const button = (page, name) => page.getByRole("button", { name });
const isLive = (page) => page.locator(".live.is-live").waitFor();

async function go(page, environment) {
  await button(page, /^Environment/).click();
  await page.getByRole("menuitem", { name: environment }).click();
  await button(page, new RegExp(`^Environment ?${environment}`)).waitFor();
  await isLive(page);
}

test("an environment that somebody comes back to is as it is by then", async () => {
  await signedIn(server, "/flags?q=dark-mode", async (page) => {
    await isLive(page);
    const state = page.getByRole("switch", { name: /dark-mode/ });
    const before = await state.isChecked();
    await go(page, "production");
    await server.ask("POST", "/api/features/dark-mode/toggle");
    await go(page, "default");
    await eventually("the switch is as the flag is", async () => (await state.isChecked()) !== before);
    await server.ask("POST", "/api/features/dark-mode/toggle");
    await eventually("it is followed on", async () => (await state.isChecked()) === before);
  });
});

test("a draft that could not be checked says so, and is checked when somebody asks again", async () => {
  await signedIn(server, "/flags/checkout-v2", async (page) => {
    // Else what was too much at once is asked for anew at whatever moment the next head arrives.
    await page.route("**/api/changes/stream?*", (route) => route.abort());
    await page.route("**/api/plan?*", tooMuch);
    await page.reload();
    await button(page, "Edit targeting").click();
    await page.getByText("It could not be checked: Ask again soon.").waitFor();
    assert.ok(await button(page, "Review and save").isDisabled());
    await page.unroute("**/api/plan?*");
    await button(page, "Check it again").click();
    await page.getByText("Nothing is changed yet").waitFor();
  }, { mayFail: [...REFUSED, /ERR_FAILED/] });
});

test("flags that cannot be read are not called alive, and can be killed", async () => {
  await signedIn(server, "/settings", async (page) => {
    await page.route("**/api/features?*", tooMuch);
    await page.goto(`${server.url}/emergency`);
    await page.getByText("What is killed cannot be read").waitFor();
    assert.equal(await page.getByText("Nothing is killed").count(), 0);
    await page.getByRole("textbox", { name: "Flag" }).fill("dark-mode");
    await button(page, "Kill").click();
    await page.getByText("dark-mode is killed in default.").waitFor();
    await button(page, "Try again").waitFor();
    // By itself, once they can be read.
    await page.unroute("**/api/features?*");
    await button(page, "Revive dark-mode").click({ timeout: 60_000 });
    await page.getByRole("dialog").getByRole("button", { name: "Revive" }).click();
    await button(page, "Revive dark-mode").waitFor({ state: "hidden" });
  }, { mayFail: REFUSED });
});
