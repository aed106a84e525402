// Playground, live stream and the first evaluation of a newcomer, in a real browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, shop, signedIn } from "./person.mjs";

const server = shop();

const evaluate = (key, context, environment = "default") =>
  server.ask("POST", `/ofrep/v1/evaluate/flags/${key}?environment=${environment}`, { context });
const row = (page, key) => page.locator(".answer").filter({ has: page.getByRole("button", { name: key }) });

test("the playground evaluates all for one, tells why, and its address can be sent on", () => signedIn(server, "/playground", async (page) => {
  await page.getByLabel("Targeting key").fill("ana@example.com");
  await page.getByRole("button", { name: "Add an attribute" }).click();
  await page.getByLabel("Name of attribute 1").fill("query_words");
  await page.getByLabel("Value of query_words").fill("7");
  await page.getByText("number", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Evaluate" }).click();
  await row(page, "checkout-v2").getByText("Rule 1: Our own people").waitFor();
  await row(page, "search-ranker").getByText("rerank-v3").waitFor();
  await page.getByRole("button", { name: "checkout-v2" }).click();
  await page.getByText("How it came to that").waitFor();
  await page.getByText("Rule 1 (Our own people) matches").waitFor();

  const address = page.url();
  await page.goto(`${server.url}/flags`);
  await page.goto(address);
  await page.getByText("Rule 1 (Our own people) matches").waitFor();
  assert.equal(await page.getByLabel("Targeting key").inputValue(), "ana@example.com");
  assert.equal(await page.getByLabel("Value of query_words").inputValue(), "7");
}));

test("two contexts and two moments stand side by side, and what differs is marked", () => signedIn(server, "/playground", async (page) => {
  await page.getByText("JSON", { exact: true }).click();
  const [mine] = [page.getByLabel("Context", { exact: true }).first()];
  await mine.fill('{"targetingKey": ');
  assert.ok(await page.getByRole("button", { name: "Evaluate" }).isDisabled(), "what is no JSON is not sent");
  await mine.fill('{"targetingKey": "ana@example.com"}');
  await page.getByRole("button", { name: "Compare with another" }).click();
  await page.getByLabel("Context", { exact: true }).last().fill('{"targetingKey": "eve@example.com"}');
  await page.getByRole("button", { name: "Evaluate" }).click();
  await row(page, "new-pricing-page").getByText("differs").waitFor();
  await page.getByRole("switch", { name: "Only what differs" }).click({ force: true });
  await eventually("the same is left out", async () => (await page.locator(".answer").count()) === (await page.locator(".answer.differs").count()));

  // The same user, before the flag was killed.
  const { items } = await server.ask("GET", "/api/changes?kind=killed&limit=1");
  await page.getByLabel("Context", { exact: true }).last().fill('{"targetingKey": "ana@example.com"}');
  const moments = page.getByLabel("By the rules of");
  await moments.last().fill("next tuesday, maybe");
  await page.getByText("The number of an entry, such as 42").waitFor();
  await moments.last().fill(String(items[0].seq - 1));
  await page.getByRole("button", { name: "Evaluate" }).click();
  await page.getByText(`The other, after entry ${items[0].seq - 1}`).waitFor();
  await eventually("nothing else differs", async () => (await page.locator(".answer").count()) <= 1);
}));

test("evaluations appear as they happen, can be held and be those of one flag", () => signedIn(server, "/live", async (page) => {
  const rows = page.locator(".evaluation:not(.is-head)");
  await page.getByRole("status").getByText("Live", { exact: true }).waitFor();
  await evaluate("checkout-v2", { targetingKey: "ana@example.com", email: "ana@example.com" });
  await rows.filter({ hasText: "checkout-v2" }).getByText("Rule 1: Our own people").waitFor();
  const text = await page.locator(".evaluations").innerText();
  assert.ok(!text.includes("ana@"), "nobody is named");

  await page.getByRole("button", { name: "Pause" }).click();
  await evaluate("dark-mode", { targetingKey: "b" });
  await page.getByRole("button", { name: /Go on, 1 new/ }).waitFor();
  assert.equal(await rows.count(), 1);
  await page.getByRole("button", { name: /Go on/ }).click();
  await rows.filter({ hasText: "dark-mode" }).waitFor();

  await page.getByRole("combobox", { name: "Only evaluations of" }).fill("gift");
  await page.getByRole("option", { name: "gift-cards" }).click();
  await page.getByText("Nothing yet").waitFor();
  await page.getByRole("status").getByText("Live", { exact: true }).waitFor();
  await evaluate("dark-mode", { targetingKey: "b" });
  await evaluate("gift-cards", { targetingKey: "b" });
  await rows.filter({ hasText: "gift-cards" }).waitFor();
  assert.equal(await rows.count(), 1);
}));

test("what an SDK samples can be tried in the playground", () => signedIn(server, "/live", async (page) => {
  await page.getByRole("status").getByText("Live", { exact: true }).waitFor();
  const evil = `<img src=x onerror="window.pwned=1">`;
  const context = { targetingKey: "zoe", plan: "pro", note: evil };
  const sample = { flag: "ai-summaries", variant: "off", reason: "DEFAULT", seq: 1, at: new Date().toISOString(), context };
  await server.ask("POST", "/api/telemetry", { instance: "0198c0de-0000-7000-8000-0000000000ab", batch: 1, sdk: "hoist-rust/9.9.9", samples: [sample] });
  await page.getByText("hoist-rust/9.9.9").waitFor();
  await page.getByText("<img src=x").waitFor();
  await page.getByRole("link", { name: "Try these attributes of ai-summaries" }).click();
  await page.getByRole("heading", { name: "Playground" }).waitFor();
  await row(page, "ai-summaries").waitFor();
  assert.equal(await page.getByLabel("Value of plan").inputValue(), "pro");
  assert.equal(await page.evaluate(() => window.pwned), undefined);
}));

test("a newcomer sees how to connect, and their first evaluation arrive", async () => {
  await server.ask("POST", "/api/environments", { key: "fresh" });
  await signedIn(server, "/flags?env=fresh", async (page) => {
    await page.getByText("No flags in fresh yet").waitFor();
    await page.getByText("Waiting for the first evaluation in fresh.").waitFor();
    await server.ask("POST", "/api/features?environment=fresh", { key: "hello", type: "boolean", enabled: true });
    await page.getByRole("heading", { name: "Ask for hello from your program" }).waitFor();
    await page.getByText("/ofrep/v1/evaluate/flags/hello").waitFor();
    await page.getByText("Rust", { exact: true }).click();
    await page.getByText('user.is_enabled("hello")').waitFor();
    await evaluate("hello", { targetingKey: "me" }, "fresh");
    await page.getByText("The first evaluation is here:").waitFor();
    await page.getByRole("link", { name: "Watch more" }).click();
    await page.getByRole("heading", { name: "Live stream" }).waitFor();
  });
});
