import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, pages } from "./answering.mjs";
import { load } from "./load.mjs";

const { letGo, rollBack } = await load("api/flags");

test("an earlier definition comes back in place of the version that was seen", async () => {
  pages.set("/api/features/x/rollback", { key: "x", seq: 8, restored: 3 });
  await rollBack({ environment: "a", key: "x", version: 7 });
  await rollBack({ environment: "a", key: "x", version: 8 }, 3);
  assert.deepEqual(asked.map(({ from }) => from), ['"7"', '"8"']);
});

test("a share is let go of up to the definition's", async () => {
  pages.set("/api/features/x/rollout", { flag: "x", percentage: 20 });
  assert.equal((await letGo({ environment: "a", key: "x" })).percentage, 20);
  assert.deepEqual(asked.map(({ query }) => query), [{ environment: "a", raise: "true" }]);
});
