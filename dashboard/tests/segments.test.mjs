// Segments in a real browser: made, changed by two people at once, by keyboard, and deleted.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser } from "./browser.mjs";
import { dialog, eventually, pair, shop, signedIn, tabTo } from "./person.mjs";

const server = shop();

const segment = (key) => server.ask("GET", `/api/segments/${key}`);
const saveBar = (page) => page.getByRole("region", { name: "Changes that are not saved" });

/** Reviews what was changed, and saves it. */
async function save(page, key, reviewed = async () => {}) {
  await saveBar(page).getByRole("button", { name: "Review and save" }).click();
  const review = dialog(page, `Save ${key}`);
  await reviewed(review);
  await review.getByRole("button", { name: "Save" }).click();
  await saveBar(page).waitFor({ state: "hidden" });
}

test("a segment is made from thousands of pasted keys, found among others and edited", () => signedIn(server, "/segments", async (page) => {
  await page.getByRole("button", { name: "New segment" }).click();
  const making = dialog(page, "New segment");
  await making.getByRole("textbox", { name: "Key", exact: true }).fill("crm");
  await making.getByLabel("Description").fill("Everybody in the CRM");
  const keys = Array.from({ length: 12_000 }, (_, number) => `crm-${number}`);
  await making.getByLabel("Keys of users").fill([...keys, "crm-1"].join(", "));
  await making.getByText("12,000 keys.").waitFor();
  // The segment is made, and its keys are refused: they are sent again, and it is not made twice.
  await page.route("**/api/segments/crm/keys*", (route) => route.fulfill({ status: 500, contentType: "application/json", body: '{"error": "internal", "message": "the disk is full"}' }), { times: 1 });
  await making.getByRole("button", { name: "Create" }).click();
  await making.getByText("crm is there, without all of its keys").waitFor();
  await making.getByRole("button", { name: "Add the keys" }).click();
  await page.getByRole("heading", { name: "crm", exact: true }).waitFor();
  await page.getByRole("heading", { name: "Keys that are in 12,000" }).waitFor();
  assert.equal((await segment("crm")).include.count, 12_000);

  const list = page.getByRole("region", { name: "Keys that are in" });
  await list.getByLabel("Find among keys that are in").fill("crm-11999");
  await list.getByRole("button", { name: "Remove crm-11999" }).click();
  await list.getByRole("button", { name: "Add keys" }).click();
  await list.getByLabel("Keys to add").fill("crm-5, ana@example.com; bo@example.com");
  await list.getByText("3 keys, 2 of them new").waitFor();
  await list.getByRole("button", { name: "Add 3 keys" }).click();
  await save(page, "crm", async (review) => {
    await review.getByText("ana@example.com, bo@example.com").waitFor();
    await review.getByText("crm-11999").waitFor();
  });
  const { include } = await segment("crm");
  const { keys: stored } = await server.ask("GET", `/api/lists/${include.list}`);
  assert.equal(stored.length, 12_001);
  assert.ok(stored.includes("ana@example.com") && !stored.includes("crm-11999"));
}, { mayFail: [/status of 500/] }));

test("rules are written as conditions and read as sentences", () => signedIn(server, "/segments/staff", async (page) => {
  await page.getByRole("button", { name: "Add a rule" }).click();
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.getByRole("menuitem", { name: /^Attribute/ }).click();
  await page.getByRole("combobox", { name: "Attribute", exact: true }).fill("department");
  await page.getByRole("combobox", { name: "What department is compared with" }).fill("support,");
  await page.getByRole("button", { name: "Done with rule 1" }).click();
  await page.getByText("department").first().waitFor();
  await save(page, "staff", (review) => review.getByRole("link", { name: "checkout-v2" }).waitFor());
  const { rules } = await segment("staff");
  assert.deepEqual(rules.map(({ conditions }) => conditions), [{ department: "support" }]);
}));

test("of two people the second is told, and keeps what they typed", () => signedIn(server, "/segments/staff", async (page) => {
  await page.getByLabel("Description").fill("Everybody who works here");
  await server.ask("PATCH", "/api/segments/staff", { owner: "people-team", description: "Changed by somebody else" });
  await page.getByText("while you were typing").waitFor();
  assert.equal(await page.getByLabel("Owner").inputValue(), "people-team", "what was not touched is as it is now");
  assert.equal(await page.getByLabel("Description").inputValue(), "Everybody who works here");
  assert.ok(await saveBar(page).getByRole("button", { name: "Review and save" }).isDisabled());
  await page.getByRole("button", { name: "Put mine on top of it" }).click();
  await save(page, "staff", (review) => review.getByText("Changed by somebody else").waitFor());
  const stored = await segment("staff");
  assert.equal(stored.description, "Everybody who works here");
  assert.equal(stored.owner, "people-team");

  // A draft is there again after a look elsewhere.
  await page.getByLabel("Owner").fill("half-typed");
  await page.getByRole("link", { name: "Playground" }).click();
  await page.getByRole("heading", { name: "Playground" }).waitFor();
  await page.goBack();
  assert.equal(await page.getByLabel("Owner").inputValue(), "half-typed");
  await saveBar(page).getByRole("button", { name: "Discard" }).click();
  assert.equal(await page.getByLabel("Owner").inputValue(), "people-team");
}));

test("what is used is not deleted, and says by whom; by the keyboard alone another one is", async () => {
  await server.ask("POST", "/api/segments", { key: "leftover", include: ["x"] });
  await signedIn(server, "/segments/staff", async (page) => {
    const remove = page.getByRole("button", { name: "Delete", exact: true });
    await page.getByText("It is used by 1 definition").waitFor();
    assert.ok(await remove.isDisabled());
    await page.getByRole("link", { name: "checkout-v2" }).waitFor();

    await pair(page, "g", "s");
    const link = page.getByRole("link", { name: "leftover" });
    await link.waitFor();
    await tabTo(page, link);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "leftover" }).waitFor();
    await eventually("it may be deleted", () => remove.isEnabled());
    await tabTo(page, remove);
    await page.keyboard.press("Enter");
    const question = dialog(page, "Delete leftover");
    await question.locator("textarea:focus").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type("leftover");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Segments" }).waitFor();
    await link.waitFor({ state: "hidden" });
    // The page may ask for it once more before it leaves, and is told that it is no more.
  }, { mayFail: [/404 .*\/api\/segments\//] });
});

test("a viewer is told why nothing can be changed, and HTML in texts executes nothing", async () => {
  const evil = `<img src=x onerror="window.pwned=1">`;
  await server.ask("POST", "/api/segments", { key: "evil", description: evil, owner: evil, tags: [evil], include: [evil], rules: [{ name: evil, type: "property", conditions: { [evil]: [evil] } }] });
  const viewer = await server.ask("POST", "/api/tokens", { name: "looker", kind: "viewer", environments: ["*"] });
  const browser = await openBrowser();
  try {
    const { page } = browser;
    await page.goto(`${server.url}/segments`);
    await page.getByLabel("Token", { exact: true }).fill(viewer.token);
    await page.getByRole("button", { name: "Sign in" }).click();
    const making = page.getByRole("button", { name: "New segment" });
    await making.waitFor();
    assert.ok(await making.isDisabled());
    assert.match(await making.getAttribute("title"), /viewer/);
    await page.getByText("<img src=x").first().waitFor();
    await page.getByRole("link", { name: "evil" }).click();
    await page.getByText("You can only look at this").waitFor();
    assert.ok(await page.getByRole("button", { name: "Add keys" }).first().isDisabled());
    assert.ok(await page.getByLabel("Description").isDisabled());
    await page.getByText("<img src=x").first().waitFor();
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    assert.deepEqual(browser.problems, []);
  } finally {
    await browser.close();
  }
});

test("a segment may be called as anything here is", async () => {
  await server.ask("POST", "/api/segments", { key: "names", include: ["ana@example.com"] });
  await signedIn(server, "/segments/names", async (page) => {
    await page.getByRole("heading", { name: "names" }).waitFor();
    await pair(page, "g", "f");
    await page.getByRole("link", { name: "checkout-v2" }).click();
    await page.getByRole("button", { name: "Edit targeting" }).click();
    await page.getByRole("button", { name: "Review and save" }).waitFor();
  });
  await server.ask("DELETE", "/api/segments/names?confirm=names");
});
