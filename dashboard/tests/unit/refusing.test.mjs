import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { refusalOf, switchRefusal } = await load("flag/refusing");

test("whoever may not change a flag is told the first reason why", () => {
  const viewer = "It may only read.";
  const file = /configuration file/;
  assert.equal(switchRefusal({ archived: false }, undefined), undefined);
  assert.match(switchRefusal({ archived: true }, undefined), /archived/);
  assert.equal(refusalOf({ archived: true }, undefined), undefined);
  assert.match(switchRefusal({ archived: true, managed_by: "config" }, undefined), file);
  assert.match(refusalOf({ managed_by: "config" }, undefined), file);
  for (const refusal of [refusalOf, switchRefusal]) assert.equal(refusal({ archived: true, managed_by: "config" }, viewer), viewer);
});
