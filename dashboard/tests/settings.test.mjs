// Settings in a real browser: environments, tokens, notifications, freezes, and what is typed while something fails.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { openBrowser } from "./browser.mjs";
import { dialog, eventually, GONE, shop, signedIn } from "./person.mjs";
import { seed, startServer } from "./server.mjs";

const server = shop();

test("an environment is made, described, protected and archived", () => signedIn(server, "/settings", async (page) => {
  await page.getByRole("button", { name: "New environment" }).click();
  await dialog(page, "New environment").getByLabel("Name").fill("Staging");
  await page.getByText("A lower-case letter first").waitFor();
  await dialog(page, "New environment").getByLabel("Name").fill("staging");
  await dialog(page, "New environment").getByRole("button", { name: "Create" }).click();
  await page.getByRole("button", { name: "Describe staging" }).click();
  await page.getByLabel("Description of staging").fill("Before production");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Before production").waitFor();
  await page.getByRole("switch", { name: "Protect staging" }).click({ force: true });
  await dialog(page, "Protect staging").getByRole("button", { name: "Protect" }).click();
  await eventually("it is protected", async () => (await server.ask("GET", "/api/environments/staging")).protected);
  await page.getByRole("button", { name: "Archive staging" }).click();
  const question = dialog(page, "Archive staging");
  assert.ok(await question.getByRole("button", { name: "Archive" }).isDisabled());
  await question.getByLabel("Reason").fill("it was only a test");
  await question.getByLabel("Type staging to go on").fill("staging");
  await question.getByRole("button", { name: "Archive" }).click();
  await page.getByText("Archived environments (1)").waitFor();
  assert.ok(await page.getByRole("button", { name: "Archive default" }).isDisabled());
}));

test("a token is shown once, works, and is refused once it is revoked; by the keyboard alone", () => signedIn(server, "/settings?tab=tokens", async (page) => {
  const evil = `<img src=x onerror="window.pwned=1">`;
  const making = page.getByRole("button", { name: "New token" });
  await making.focus();
  await page.keyboard.press("Enter");
  await dialog(page, "New token").locator("input:focus").waitFor();
  await page.keyboard.type(evil);
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await dialog(page, "New token").getByRole("radio", { name: /viewer/, checked: true }).waitFor();
  await page.keyboard.press("Enter");
  const shown = dialog(page, `The token ${evil}`);
  const secret = (await shown.getByLabel("The secret", { exact: true }).innerText()).trim();
  assert.match(secret, /^hoist_viewer_[0-9a-f]{64}$/);
  await shown.getByRole("button", { name: "I have it" }).press("Enter");
  await shown.waitFor({ state: "hidden" });
  await eventually("it is nowhere in the page any more", async () => !(await page.content()).includes(secret));
  const asked = () => fetch(`${server.url}/api/features`, { headers: { authorization: `Bearer ${secret}` } });
  assert.equal((await asked()).status, 200);
  await page.getByRole("button", { name: `Revoke ${evil}` }).press("Enter");
  await dialog(page, `Revoke ${evil}`).locator("textarea:focus").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await eventually("it is revoked", async () => (await asked()).status === 401);
  await page.getByText("is revoked.").waitFor();
  assert.equal(await page.evaluate(() => window.pwned), undefined);
}));

test("a channel is made, tested and deleted, and says why nothing arrives", () => signedIn(server, "/settings?tab=notifications", async (page) => {
  await page.getByText("Nobody is told of anything").waitFor();
  await page.getByRole("button", { name: "New channel" }).click();
  const making = dialog(page, "New channel");
  await making.getByLabel("Name").fill("audit");
  await making.getByRole("radio", { name: /Program/ }).check({ force: true });
  await making.getByLabel("Address").fill("http://127.0.0.1:1/x");
  await making.getByRole("button", { name: "Create" }).click();
  await making.getByRole("alert").waitFor();
  assert.equal(await making.getByLabel("Name").inputValue(), "audit", "what is refused stays as it was typed");
  await making.getByLabel("Address").fill("https://audit.invalid/x");
  await making.getByRole("button", { name: "Create" }).click();
  const shown = dialog(page, "What audit signs with");
  assert.match((await shown.getByLabel("The secret", { exact: true }).innerText()).trim(), /^whsec_/);
  await shown.getByRole("button", { name: "I have it" }).click();
  await page.getByRole("button", { name: "Test audit" }).click();
  await page.getByText("It did not arrive").waitFor();
  await server.ask("POST", "/flags/gift-cards/kill", { reason: "tell them" });
  await server.ask("POST", "/flags/gift-cards/revive");
  await page.getByText("could not be delivered so far").waitFor();
  await page.getByRole("button", { name: "Delete audit" }).click();
  await dialog(page, "Delete audit").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Nobody is told of anything").waitFor();
}, { mayFail: [/422/] }));

test("what a receiver refused for good is delivered once somebody says so", async () => {
  const [got, answers] = [[], { status: 410 }];
  const receiver = createServer((request, response) => {
    request.resume().once("end", () => got.push(request.headers["webhook-id"]));
    response.writeHead(answers.status).end();
  });
  const listen = (port) => new Promise((resolve) => receiver.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = receiver.address();
  await new Promise((resolve) => receiver.close(resolve));
  const own = await startServer(undefined, undefined, ["--allow-outbound", "127.0.0.1"]);
  try {
    await own.ask("POST", "/api/features", { key: "till", type: "boolean" });
    await own.ask("POST", "/api/notifications", { name: "ops", type: "webhook", url: `http://127.0.0.1:${port}/x`, kinds: ["killed"], environments: ["*"] });
    await own.ask("POST", "/flags/till/kill", { reason: "nobody listens" });
    const queue = async () => (await own.ask("GET", "/api/notifications/ops")).queue;
    await eventually("it failed once", async () => Boolean((await queue()).failure));
    await signedIn(own, "/settings?tab=notifications", async (page) => {
      await page.getByText("could not be delivered so far").waitFor();
      await listen(port);
      // The longer nobody listened, the longer the next attempt is waited for.
      await eventually("it is given up", async () => (await queue()).dead === 1, 90_000);
      await page.reload();
      await page.getByRole("button", { name: "Show what was given up" }).click();
      await page.getByText("Flag till was killed in default").waitFor();
      await page.getByText("the receiver answered with 410").waitFor();
      answers.status = 204;
      await page.getByRole("button", { name: /^Deliver message/ }).click();
      await page.getByText("1 message of ops will be delivered after all.").waitFor();
      await page.getByText("1 given up").waitFor({ state: "hidden" });
    });
    await eventually("it has arrived", async () => got.length === 2 && (await queue()).pending === 0);
    assert.equal(got[0], got[1], "under the id that it had");
  } finally {
    await own.stop();
    own.remove();
    receiver.close();
  }
});

test("a freeze is planned, cancelled, begun and lifted", () => signedIn(server, "/settings?tab=freezes", async (page) => {
  const freeze = async (fill) => {
    await page.getByRole("button", { name: "Freeze", exact: true }).click();
    await fill(dialog(page, "Freeze default"));
  };
  await freeze(async (making) => {
    await making.getByLabel("From").fill("2028-12-20T10:00");
    await making.getByLabel("Until").fill("2028-12-19T10:00");
    await making.getByText("It has to end after it begins.").waitFor();
    await making.getByLabel("Until").fill("2029-01-02T10:00");
    await making.getByLabel("Reason").fill("holidays");
    await making.getByRole("button", { name: "Plan it" }).click();
  });
  await page.getByText("planned", { exact: true }).waitFor();
  await page.getByRole("button", { name: /^Cancel the freeze/ }).click();
  await dialog(page, "Cancel the freeze").getByRole("button", { name: "Cancel" }).last().click();
  await page.getByText("Nothing is frozen, and nothing is planned").waitFor();
  await freeze((making) => making.getByRole("button", { name: "Freeze now" }).click());
  await page.getByText("holds now").waitFor();
  await page.getByRole("button", { name: /^Lift the freeze/ }).click();
  await dialog(page, "Lift the freeze").getByRole("button", { name: "Lift" }).click();
  await page.getByText("Nothing is frozen, and nothing is planned").waitFor();
}));

test("an editor is told what is for admins", async () => {
  const { token } = await server.ask("POST", "/api/tokens", { name: "editor", kind: "editor", environments: ["default"] });
  const browser = await openBrowser();
  try {
    const { page } = browser;
    await page.goto(`${server.url}/settings`);
    await page.getByLabel("Token", { exact: true }).fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Environments are for tokens of kind admin; yours is of kind editor.").waitFor();
    for (const [tab, button] of [["Tokens", "New token"], ["Notifications", "New channel"], ["Freezes", "Freeze"]]) {
      await page.getByRole("tab", { name: tab }).click();
      await page.getByText("yours is of kind editor.").waitFor();
      assert.ok(await page.getByRole("button", { name: button, exact: true }).isDisabled());
    }
    await page.getByRole("tab", { name: "This instance" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    // What the page asked for in the moment in which it was signed out is refused.
    assert.deepEqual(browser.problems.filter((text) => !/status of 401/.test(text)), []);
  } finally {
    await browser.close();
  }
});

test("nothing typed is lost: too many requests, a session that ends, a server that goes and comes back", async () => {
  const other = await startServer();
  await seed(other);
  let again, browser;
  const mayFail = [/429|401|Failed to load/, GONE];
  try {
    const anew = () => other.ask("POST", "/api/tokens", { name: "ana", kind: "admin", environments: ["*"] });
    const { id, token } = await anew();
    browser = await openBrowser();
    const { page } = browser;
    const signIn = async (secret) => {
      await page.getByLabel("Token", { exact: true }).fill(secret);
      await page.getByRole("button", { name: "Sign in" }).click();
    };
    await page.goto(`${other.url}/segments/staff`);
    // The server's own limit: whoever tries too often is told so, and tries again with what was typed.
    const guess = () => fetch(`${other.url}/api/session`, { method: "POST", headers: { origin: other.url, "content-type": "application/json" }, body: '{"token":"a guess"}' });
    await page.getByLabel("Token", { exact: true }).fill("a guess");
    await eventually("it is one too many", async () => {
      await Promise.all([...Array.from({ length: 20 }, guess), page.getByRole("button", { name: "Sign in" }).click()]);
      return /An address may sign in \d+ times a second/.test(await page.getByRole("alert").innerText());
    });
    assert.equal(await page.getByLabel("Token", { exact: true }).inputValue(), "a guess");
    await page.getByLabel("Token", { exact: true }).fill(token);
    await eventually("it may again", async () => {
      const answered = page.waitForResponse((answer) => answer.url().endsWith("/api/session") && answer.request().method() === "POST");
      await page.getByRole("button", { name: "Sign in" }).click();
      return (await answered).ok();
    });
    await page.getByLabel("Owner").fill("typed before");
    const save = async () => {
      await page.getByRole("button", { name: "Review and save" }).click();
      await dialog(page, "Save staff").getByRole("button", { name: "Save" }).click();
    };
    const problem = { type: "x", title: "Too many requests", status: 429, code: "too_many_requests", detail: "Ask again in a second.", request_id: "r" };
    await page.route("**/api/segments/staff*", (route) => (route.request().method() === "PATCH" ? route.fulfill({ status: 429, contentType: "application/problem+json", body: JSON.stringify(problem) }) : route.continue()));
    await save();
    await page.getByText("Ask again in a second.").waitFor();
    await page.unroute("**/api/segments/staff*");
    assert.equal(await page.getByLabel("Owner").inputValue(), "typed before");

    await other.ask("DELETE", `/api/tokens/${id}`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn((await anew()).token);
    await eventually("it is there again", async () => (await page.getByLabel("Owner").inputValue()) === "typed before");

    await other.stop();
    await page.getByText("The connection to the server is lost.").waitFor();
    await save();
    await page.getByText("The server cannot be reached.").first().waitFor();
    again = await startServer(other.folder, other.address);
    await page.getByText("Live", { exact: true }).waitFor();
    await save();
    await page.getByText("staff is saved.").waitFor();
    assert.equal((await again.ask("GET", "/api/segments/staff")).owner, "typed before");
    assert.deepEqual(browser.problems.filter((text) => !mayFail.some((pattern) => pattern.test(text))), []);
  } finally {
    await browser?.close();
    await (again ?? other).stop().catch(() => {});
    other.remove();
  }
});
