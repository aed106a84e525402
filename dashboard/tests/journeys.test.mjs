// Whole journeys in a real browser, against the real server and its database.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser } from "./browser.mjs";
import { checkLooks, dialog, eventually, GONE, noDialog, pair, shop, signedIn as signedInTo } from "./person.mjs";
import { seed, startServer } from "./server.mjs";

const server = shop();

const signedIn = (work, { path = "/flags", on = server, ...options } = {}) => signedInTo(on, path, work, options);

const flagSwitch = (page, key, environment = "default") => page.getByRole("switch", { name: `${key} in ${environment}` }).first();
const flag = (key, environment = "default") => server.ask("GET", `/api/features/${key}?environment=${environment}`);

/** Does something in a browser of somebody who is not signed in yet. */
async function anybody(work) {
  const browser = await openBrowser();
  try {
    await work(browser.page, browser);
  } finally {
    await browser.close();
  }
}

test("a link signs in once, and signing out ends it", () => anybody(async (page, browser) => {
  await page.goto(server.url);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  const link = await server.link();
  await page.goto(link);
  await page.getByRole("heading", { name: "Flags", exact: true }).waitFor();
  assert.ok(!page.url().includes("login="), "the secret is out of the address");
  await page.getByRole("button", { name: /^AD|admin/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  // What the page asked for in the moment in which it was signed out is refused.
  assert.deepEqual(browser.problems.filter((text) => !/status of 401/.test(text)), []);
  await page.goto(link);
  await page.getByText("was used already").waitFor();
  await page.getByLabel("Token", { exact: true }).fill(server.token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Flags", exact: true }).waitFor();
}));

test("a flag is made, turned on, killed, and all of it undone from the audit log", async () => {
  await signedIn(async (page) => {
    await page.getByRole("button", { name: "New flag" }).click();
    await page.getByRole("textbox", { name: "Key" }).fill("first-flag");
    await page.getByLabel("Description").fill("Made in a browser");
    await page.getByRole("button", { name: "Create" }).click();
    const shown = dialog(page, "first-flag");
    await shown.getByText("Off in default").waitFor();
    await shown.getByRole("switch", { name: "first-flag in default" }).click({ force: true });
    await shown.getByText("On in default").waitFor();
    assert.equal((await flag("first-flag")).enabled, true);

    await shown.getByRole("button", { name: "Kill" }).click();
    const question = dialog(page, "Kill first-flag");
    await question.getByLabel("Reason").fill("it was only a test");
    await question.getByRole("button", { name: "Kill" }).click();
    await shown.getByText("Killed in default").waitFor();
    assert.equal((await flag("first-flag")).killed.reason, "it was only a test");

    await page.goto(`${server.url}/audit?key=first-flag`);
    const undo = page.getByRole("button", { name: /^Undo entry/ });
    await undo.first().click();
    await dialog(page, "Revive first-flag").getByRole("button", { name: "Revive" }).click();
    await eventually("it is revived", async () => (await flag("first-flag")).killed === null);
    // What is left to undo is that it was turned on.
    await eventually("one is left", async () => (await undo.count()) === 1);
    await undo.click();
    await dialog(page, "Bring back an earlier first-flag").getByRole("button", { name: "Bring it back" }).click();
    await eventually("it is off again", async () => (await flag("first-flag")).enabled === false);
    await page.getByText("brought back an earlier").waitFor();
  });
});

test("an undo that somebody overtakes is told, undoes nothing of theirs, and loses nothing of mine", async () => {
  await server.ask("POST", "/api/features", { key: "overtaken", type: "percentage", percentage: 10, enabled: true });
  await server.ask("PATCH", "/api/features/overtaken", { percentage: 20 });
  await signedIn(async (page) => {
    await page.getByRole("button", { name: /^Undo entry/ }).first().click();
    const question = dialog(page, "Bring back an earlier overtaken");
    await question.getByLabel("Reason").fill("20 was too many");
    // They save while the question is open, which shows another change.
    const { version } = await server.ask("PATCH", "/api/features/overtaken", { percentage: 30 });
    await question.getByRole("button", { name: "Bring it back" }).click();
    await page.getByText("Somebody changed overtaken meanwhile.").waitFor();
    assert.equal((await flag("overtaken")).percentage, 30);
    await page.getByRole("button", { name: `Undo entry ${version}`, exact: true }).waitFor();
    await eventually("theirs is what can be undone", async () => (await page.getByRole("button", { name: /^Undo entry/ }).count()) === 1);
    await page.getByRole("button", { name: /^Undo entry/ }).click();
    assert.equal(await question.getByLabel("Reason").inputValue(), "20 was too many");
    await question.getByText("30", { exact: true }).waitFor();
    await question.getByRole("button", { name: "Bring it back" }).click();
    await eventually("it is as it was before", async () => (await flag("overtaken")).percentage === 20);

    // What is offered at once is no different.
    await page.goto(`${server.url}/flags?q=overtaken`);
    await flagSwitch(page, "overtaken").press("Space");
    await page.getByText("Turn off overtaken").waitFor();
    await server.ask("PATCH", "/api/features/overtaken", { percentage: 40 });
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await page.getByText("You see it as it is now; nothing is undone.").waitFor();
    const { enabled, percentage } = await flag("overtaken");
    assert.deepEqual([enabled, percentage], [false, 40]);
  }, { path: "/audit?key=overtaken", mayFail: [/status of 409/] });
  await server.ask("DELETE", "/api/features/overtaken?confirm=overtaken");
});

test("a share is staged, applied, and seen by somebody else at once", async () => {
  await signedIn(async (mine) => {
    await signedIn(async (theirs) => {
      await theirs.goto(`${server.url}/flags/checkout-v2`);
      await dialog(theirs, /checkout-v2/).getByText("Otherwise 25%").waitFor();
      await mine.goto(`${server.url}/flags/checkout-v2`);
      await mine.getByLabel("Share of checkout-v2 in percent").fill("40");
      assert.equal((await flag("checkout-v2")).percentage, 25, "nothing moves before it is applied");
      await dialog(mine, /checkout-v2/).getByRole("button", { name: "Apply" }).click();
      await dialog(theirs, /checkout-v2/).getByText("Otherwise 40%").waitFor();
      await theirs.getByRole("tab", { name: "History" }).click();
      await theirs.getByText("40", { exact: true }).first().waitFor();

      // What is made, turned on, killed and archived is seen as well, in the list and without a reload.
      await theirs.goto(`${server.url}/flags?q=seen-live`);
      await theirs.getByText("No flag is like that").waitFor();
      await theirs.evaluate(() => { window.isTheSamePage = true; });
      await mine.goto(`${server.url}/flags`);
      await mine.getByRole("button", { name: "New flag" }).click();
      await mine.getByRole("textbox", { name: "Key" }).fill("seen-live");
      await mine.getByRole("button", { name: "Create" }).click();
      await flagSwitch(theirs, "seen-live").waitFor();
      const shown = dialog(mine, /seen-live/);
      await shown.getByRole("switch", { name: "seen-live in default" }).click({ force: true });
      await theirs.getByRole("switch", { name: "seen-live in default", checked: true }).waitFor();
      await shown.getByRole("button", { name: "Kill" }).click();
      await dialog(mine, "Kill seen-live").getByLabel("Reason").fill("only to be seen");
      await dialog(mine, "Kill seen-live").getByRole("button", { name: "Kill" }).click();
      await theirs.getByText("Killed: only to be seen").waitFor();
      await shown.getByRole("button", { name: "More", exact: true }).click();
      await mine.getByRole("menuitem", { name: "Archive" }).click();
      await theirs.getByText("No flag is like that").waitFor();
      assert.ok(await theirs.evaluate(() => window.isTheSamePage), "without a reload");
    });
  });
  await server.ask("PATCH", "/api/features/checkout-v2", { percentage: 25 });
  await server.ask("DELETE", "/api/features/seen-live?confirm=seen-live");
});

test("a split stays a whole", async () => {
  await signedIn(async (page) => {
    await page.getByLabel("Share of bm25 in percent").fill("50");
    await page.getByRole("button", { name: "Apply" }).last().click();
    const weights = async () => (await flag("search-ranker")).variants.map(({ weight }) => weight);
    await eventually("it is stored", async () => (await weights()).toString() === "50,25,25");
    await page.getByRole("button", { name: "Even parts" }).waitFor();
    await page.getByLabel("Share of hybrid in percent").fill("40");
    for (const share of ["100", "", "40"]) await page.getByLabel("Share of bm25 in percent").fill(share);
    await page.getByText("bm25 50% → 40%, hybrid 25% → 40%, rerank-v3 25% → 20%").waitFor();
    await page.getByRole("button", { name: "Discard" }).last().click();
  }, { path: "/flags/search-ranker" });
});

test("a protected environment wants a reason, and a viewer is told why nothing can be changed", async () => {
  await signedIn(async (page) => {
    await page.getByPlaceholder("Filter by key, text, tag").fill("gift");
    // Until then the list is drawn anew below what has the focus.
    await page.locator('[data-count="1"]').waitFor();
    await flagSwitch(page, "gift-cards", "production").press("Space");
    const question = dialog(page, "Turn off gift-cards");
    assert.ok(await question.getByRole("button", { name: "Turn off" }).isDisabled());
    await question.getByLabel("Reason").fill("sold out");
    await question.getByRole("button", { name: "Turn off" }).click();
    await eventually("it is off", async () => !(await flag("gift-cards", "production")).enabled);
    const { items } = await server.ask("GET", "/api/changes?environment=production&key=gift-cards&limit=1");
    assert.equal(items[0].reason, "sold out");
  }, { path: "/flags?env=production" });

  const viewer = await server.ask("POST", "/api/tokens", { name: "looker", kind: "viewer", environments: ["*"] });
  await anybody(async (page) => {
    await page.goto(server.url);
    await page.getByLabel("Token", { exact: true }).fill(viewer.token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Flags", exact: true }).waitFor();
    assert.ok(await page.getByRole("button", { name: "New flag" }).isDisabled());
    assert.ok(await page.getByRole("switch").first().isDisabled());
    // Whoever's token is revoked is asked to sign in.
    await server.ask("DELETE", `/api/tokens/${viewer.id}`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });
});

test("what is typed, staged and chosen is there again after signing in once more", async () => {
  const editor = () => server.ask("POST", "/api/tokens", { name: "editing", kind: "editor", environments: ["*"] });
  const first = await editor();
  await anybody(async (page) => {
    const signIn = async ({ token }) => {
      await page.getByLabel("Token", { exact: true }).fill(token);
      await page.getByRole("button", { name: "Sign in" }).click();
    };
    await page.goto(`${server.url}/flags/checkout-v2`);
    await signIn(first);
    await page.getByLabel("Share of checkout-v2 in percent").fill("33");
    await page.getByRole("button", { name: "Close the flag" }).click();
    await page.getByRole("button", { name: "Choose" }).click();
    await page.getByRole("checkbox", { name: "Choose dark-mode" }).click();
    await page.getByRole("button", { name: "New flag" }).click();
    await page.getByRole("textbox", { name: "Key" }).fill("typed-twice");
    await page.getByLabel("Description").fill("Nobody types this again");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Turn off" }).click();
    await dialog(page, "Turn off 1 flag").getByLabel("Reason").fill("it is too dark");
    await server.ask("DELETE", `/api/tokens/${first.id}`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn(await editor());
    await page.getByText("1 flag chosen").waitFor();
    await page.getByText("25% → 33%").waitFor();
    await page.getByRole("button", { name: "Turn off" }).click();
    const asked = dialog(page, "Turn off 1 flag");
    assert.equal(await asked.getByLabel("Reason").inputValue(), "it is too dark");
    await asked.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "New flag" }).click();
    assert.equal(await page.getByLabel("Description").inputValue(), "Nobody types this again");
    await page.getByRole("button", { name: "Create" }).click();
    await dialog(page, "typed-twice").getByText("Off in default").waitFor();

    // Somebody else who comes to the same page sees nothing of it, and nothing that they may not read.
    const another = await server.ask("POST", "/api/tokens", { name: "another", kind: "viewer", environments: ["production"] });
    const { items } = await server.ask("GET", "/api/tokens");
    await server.ask("DELETE", `/api/tokens/${items.findLast(({ name, revoked_at: end }) => name === "editing" && !end).id}`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn(another);
    await page.getByText("viewer", { exact: true }).first().waitFor();
    await page.getByRole("heading", { name: "Flags", exact: true }).waitFor();
    await page.getByRole("link", { name: "checkout-v2" }).waitFor();
    assert.equal(await page.getByRole("link", { name: "typed-twice" }).count(), 0);
    assert.equal(await page.getByText("25% → 33%").count(), 0);
    assert.equal(await page.getByText("1 flag chosen").count(), 0);
  });
  await server.ask("DELETE", "/api/features/typed-twice?confirm=typed-twice");
});

test("that an environment is protected meanwhile is seen once a change is refused", () => signedIn(async (page) => {
  await page.getByText("open to changes").first().waitFor();
  await server.ask("PATCH", "/api/environments/default", { protected: true });
  await flagSwitch(page, "dark-mode").click({ force: true });
  await page.getByText(/is protected: say why/).waitFor();
  await page.getByText("protected", { exact: true }).first().waitFor();
  await flagSwitch(page, "dark-mode").click({ force: true });
  await dialog(page, "Turn off dark-mode").getByLabel("Reason").waitFor();
  await server.ask("PATCH", "/api/environments/default", { protected: false, reason: "only to be seen" });
}, { mayFail: [/status of 422/] }));

test("whoever looks at what somebody else deletes is told that it is gone", async () => {
  await server.ask("POST", "/api/features", { key: "short-lived-flag", type: "boolean" });
  await server.ask("POST", "/api/segments", { key: "short-lived-segment", include: ["ana"] });
  await server.ask("POST", "/api/experiments", { key: "short-lived-experiment", variants: { control: 0.5, b: 0.5 } });
  const steps = [{ name: "all", percentage: 100, duration: "1h" }];
  await server.ask("POST", "/api/releases", { key: "short-lived-release", flag: "short-lived-share", steps, checks: [] });
  for (const [path, collection, kind] of [["flags", "features", "flag"], ["segments", "segments", "segment"], ["experiments", "experiments", "experiment"], ["releases", "releases", "release"]]) {
    await signedIn(async (page) => {
      await page.getByText("Live", { exact: true }).waitFor();
      await page.getByRole("heading", { name: `short-lived-${kind}` }).first().waitFor();
      await server.ask("DELETE", `/api/${collection}/short-lived-${kind}?confirm=short-lived-${kind}`);
      await page.getByText(`There is no ${kind} short-lived-${kind} in default`).waitFor();
    }, { path: `/${path}/short-lived-${kind}`, mayFail: [/status of 404/] });
  }
});

test("the first evaluation of one environment is none of another", async () => {
  for (const key of ["first", "second"]) await server.ask("POST", "/api/environments", { key });
  await server.ask("POST", "/api/features?environment=first", { key: "asked-for", type: "boolean", enabled: true });
  await signedIn(async (page) => {
    await page.getByText("Waiting for the first evaluation in first").waitFor();
    await eventually("it is seen", async () => {
      await server.ask("POST", "/ofrep/v1/evaluate/flags/asked-for?environment=first", { context: { targetingKey: "u" } });
      return page.getByText("The first evaluation is here").isVisible();
    });
    await page.getByRole("button", { name: /^Environment/ }).click();
    await page.getByRole("menuitem", { name: "second" }).click();
    await page.getByText("Waiting for the first evaluation in second").waitFor();
  }, { path: "/flags?env=first" });
});

/** Waits until keys reach a dialog: it takes the focus when it has opened. */
async function withFocus(opened) {
  await opened.locator("input:focus, textarea:focus").waitFor();
}

/** Waits until a question that lay over a dialog is gone: that one is left. */
const oneDialog = (page) => page.locator('[role="dialog"]').nth(1).waitFor({ state: "detached" });

/** Finds a command in the palette, and runs it. */
async function command(page, words, name) {
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Search or run a command").fill(words);
  await page.getByRole("button", { name }).click();
}

test("the keyboard alone finds, opens, kills and revives a flag", async () => {
  await signedIn(async (page) => {
    await flagSwitch(page, "dark-mode").waitFor();
    await page.keyboard.press("?");
    await dialog(page, "Keys").waitFor();
    await page.keyboard.press("Escape");
    await noDialog(page);
    await page.keyboard.press("j");
    await page.locator('[data-flag="0"]:focus').waitFor();
    await page.keyboard.press("j");
    const focused = await page.locator('[data-flag="1"]:focus').textContent();
    await page.keyboard.press("Enter");
    await dialog(page, new RegExp(focused)).waitFor();
    await page.getByRole("tab", { selected: true }).waitFor();
    await page.keyboard.press("]");
    await page.getByRole("tab", { name: "Analytics", selected: true }).waitFor();
    await page.keyboard.press("Escape");
    await noDialog(page);

    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Search or run a command").waitFor();
    await page.keyboard.type("kill dark-mode");
    await page.getByRole("button", { name: "Kill dark-mode in default" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await withFocus(dialog(page, "Kill dark-mode"));
    await page.keyboard.type("by keys");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await eventually("it is killed", async () => (await flag("dark-mode")).killed?.reason === "by keys");
    await noDialog(page);

    await pair(page, "g", "x");
    await page.getByRole("heading", { name: "Emergency" }).waitFor();
    const revive = page.getByRole("button", { name: "Revive dark-mode" });
    await revive.focus();
    await page.keyboard.press("Enter");
    await withFocus(dialog(page, "Revive dark-mode"));
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await eventually("it is revived", async () => (await flag("dark-mode")).killed === null);
  });
});

/** What pages ask to have changed while something is done. */
async function changesAskedFor(page, work) {
  const asked = [];
  const note = (request) => !["GET", "HEAD"].includes(request.method()) && asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
  page.on("request", note);
  await work();
  page.off("request", note);
  return asked;
}

test("letters reach nothing that lies under a question, and no command gets around a switch that is off", async () => {
  await signedIn(async (page) => {
    const asked = await changesAskedFor(page, async () => {
      await dialog(page, /dark-mode/).getByRole("button", { name: "Kill" }).click();
      await withFocus(dialog(page, "Kill dark-mode"));
      const cancel = dialog(page, "Kill dark-mode").getByRole("button", { name: "Cancel" });
      await cancel.focus();
      for (const key of ["t", "]", "e"]) await page.keyboard.press(key);
      await page.getByRole("tab", { name: "Targeting", selected: true }).waitFor();
      await cancel.click();
      await oneDialog(page);
      await page.keyboard.press("]");
      await page.getByRole("tab", { name: "Analytics", selected: true }).waitFor();
    });
    assert.deepEqual(asked, []);

    // A question over a question takes the first one back.
    await dialog(page, /dark-mode/).getByRole("button", { name: "Kill" }).click();
    await withFocus(dialog(page, "Kill dark-mode"));
    await dialog(page, "Kill dark-mode").getByLabel("Reason").fill("by one");
    await dialog(page, "Kill dark-mode").getByRole("button", { name: "Cancel" }).focus();
    await command(page, "kill gift-cards", "Kill gift-cards in default");
    await dialog(page, "Kill gift-cards").getByRole("button", { name: "Cancel" }).click();
    await dialog(page, "Kill gift-cards").waitFor({ state: "hidden" });
    assert.equal(await dialog(page, "Kill dark-mode").count(), 0);
    assert.equal((await flag("dark-mode")).killed, null);
  }, { path: "/flags/dark-mode" });

  await server.ask("PATCH", "/api/features/legacy-auth-fallback", { archived: true });
  await signedIn(async (page) => {
    await dialog(page, /legacy-auth-fallback/).getByText("Archived", { exact: true }).waitFor();
    const asked = await changesAskedFor(page, async () => {
      await page.keyboard.press("t");
      await page.getByText("It is archived: take it out of the archive first.").waitFor();
      await page.keyboard.press("Escape");
      await noDialog(page);
      await page.locator("[data-flag]").first().focus();
      await page.keyboard.press("t");
      await page.getByText("It is archived: take it out of the archive first.").nth(1).waitFor();
      await page.keyboard.press("Control+k");
      await page.getByPlaceholder("Search or run a command").fill("legacy-auth-fallback");
      await page.getByRole("button", { name: "Kill legacy-auth-fallback in default" }).waitFor();
      assert.equal(await page.getByRole("button", { name: /^Turn on/ }).count(), 0);
      await page.getByPlaceholder("Search or run a command").fill("revive instant-refunds in default");
      await page.getByRole("button", { name: "Revive instant-refunds in default" }).waitFor();
    });
    assert.deepEqual(asked, []);
  }, { path: "/flags/legacy-auth-fallback?show=archived" });
  await server.ask("PATCH", "/api/features/legacy-auth-fallback", { archived: false });
});

test("an emergency stop reaches every flag with a tag", async () => {
  await signedIn(async (page) => {
    await page.getByRole("link", { name: "Emergency stop" }).click();
    await page.getByRole("combobox", { name: "What" }).click();
    await page.getByRole("option", { name: "All flags with a tag" }).click();
    await page.getByRole("combobox", { name: "Tag" }).click();
    await page.getByRole("option", { name: "checkout" }).click();
    await page.getByLabel("Reason").fill("the till is on fire");
    await page.getByRole("button", { name: "Kill 2 flags" }).click();
    for (const key of ["gift-cards", "checkout-v2"]) await page.getByRole("button", { name: `Revive ${key}` }).waitFor();
    const { flags, seq } = await server.ask("GET", "/status");
    assert.deepEqual(flags.killed.sort(), ["checkout-v2", "gift-cards", "instant-refunds"]);

    // Who has obeyed it is told, whatever else changes meanwhile.
    await page.getByText("0 of 3 instances confirmed").waitFor();
    const instance = "0198c0de-0000-7000-8000-000000000011";
    await server.ask("POST", "/api/telemetry", { instance, batch: 2, sdk: "hoist-rust/0.1.0", seq_applied: seq, kill_seq_applied: seq, counts: [] });
    await server.ask("PATCH", "/api/features/dark-mode", { owner: "somebody" });
    await server.ask("PATCH", "/api/features/dark-mode", { owner: "web" });
    await page.getByText("1 of 3 instances confirmed").waitFor();

    // It stays in sight on every page until it is taken back, all at once and nothing else.
    await page.getByRole("link", { name: "Audit log" }).click();
    const stopped = page.getByRole("region", { name: "Emergency stop" });
    await stopped.getByText("the till is on fire").waitFor();
    await stopped.getByRole("button", { name: "Restore all" }).click();
    await dialog(page, "Restore what was stopped").getByRole("button", { name: "Restore" }).click();
    await stopped.waitFor({ state: "hidden" });
    assert.deepEqual((await server.ask("GET", "/status")).flags.killed, ["instant-refunds"]);
  });
});

test("names and texts with HTML in them execute nothing", async () => {
  const evil = `<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>`;
  await server.ask("POST", "/api/features", {
    key: "evil", type: "targeted", description: evil, owner: evil, tags: [evil],
    rules: [{ name: evil, description: evil, type: "property", conditions: { [evil]: [evil] }, value: true }],
  });
  await server.ask("POST", "/flags/evil/kill", { reason: evil });
  await signedIn(async (page) => {
    for (const path of ["/flags?q=evil", "/flags/evil", "/flags/evil?tab=history", "/audit?key=evil", "/emergency"]) {
      await page.goto(server.url + path);
      await page.getByText("<img src=x").first().waitFor();
      assert.equal(await page.evaluate(() => window.pwned), undefined, path);
    }
  });
  await server.ask("DELETE", "/api/features/evil?confirm=evil");
});

test("whoever wants no motion sees none", async () => {
  for (const [reducedMotion, moves] of [["reduce", false], ["no-preference", true]]) {
    await signedIn(async (page) => {
      const card = page.locator("article.card").first();
      await card.waitFor();
      const seconds = await card.evaluate((element) => Math.max(...getComputedStyle(element).transitionDuration.split(",").map(Number.parseFloat)));
      assert.equal(seconds > 0, moves, reducedMotion);
    }, { reducedMotion });
  }
});

test("the server goes and comes back, and nothing typed is lost", async () => {
  const other = await startServer();
  await seed(other);
  let again;
  try {
    await signedIn(async (page) => {
      await page.getByText("Live", { exact: true }).waitFor();
      await page.getByRole("button", { name: "New flag" }).click();
      await page.getByRole("textbox", { name: "Key" }).fill("typed-before");
      await other.stop();
      await page.getByText("The connection to the server is lost.").waitFor();
      await page.getByText(/What you see is \d+ s old/).waitFor();
      await page.getByRole("button", { name: "Create" }).click();
      await page.getByText("The server cannot be reached.").first().waitFor();
      assert.equal(await page.getByRole("textbox", { name: "Key" }).inputValue(), "typed-before");
      again = await startServer(other.folder, other.address);
      await page.getByText("Live", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Create" }).click();
      await dialog(page, "typed-before").getByText("Off in default").waitFor();
    }, { on: other, mayFail: [GONE] });
  } finally {
    await (again ?? other).stop().catch(() => {});
    other.remove();
  }
});

const PAGES = [
  "/flags", "/flags/checkout-v2", "/flags/search-ranker", "/flags/search-ranker?tab=analytics", "/flags/ai-summaries?tab=explain",
  "/flags/checkout-v2?tab=history", "/flags/checkout-v2?tab=code", "/emergency", "/audit",
];

test("every page is accessible and fits", () => signedIn(async (page) => {
  for (const path of PAGES) {
    await page.goto(`${server.url}${path}${path.includes("?") ? "&" : "?"}env=production`);
    await page.locator(".card, .entry, .emergency").first().waitFor();
    if (path.startsWith("/flags/")) await page.getByRole("tablist").waitFor();
    await checkLooks(page, path);
  }
}));

test("whoever is not signed in yet is kept out by nothing else", () => anybody(async (page) => {
  await page.goto(server.url);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await checkLooks(page, "signing in");
}));
