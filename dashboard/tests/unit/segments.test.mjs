import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, pages, problem } from "./answering.mjs";
import { load } from "./load.mjs";

const { editKeys } = await load("api/segments");

const keys = (count) => Array.from({ length: count }, (_, number) => `k${number}`);
const act = { environment: "a", key: "s" };

test("of a long edit each part that went through is told, with what is left", async () => {
  pages.set("/api/segments/s/keys", { key: "s", list: "include", count: 1, hash: "", version: 8 });
  const told = [];
  const note = (version, { add, remove }) => told.push([version, add.length, remove.length]);
  assert.equal(await editKeys(act, 7, "include", { add: keys(15_000), remove: keys(3) }, note), 8);
  assert.deepEqual(told, [[8, 5_000, 0], [8, 0, 0]]);
  assert.deepEqual(asked.map(({ from }) => from), ['"7"', '"8"']);

  pages.set("/api/segments/s/keys", problem(409, "conflict"));
  await assert.rejects(editKeys(act, 8, "include", { add: keys(1), remove: [] }, note));
  assert.equal(told.length, 2);
});
