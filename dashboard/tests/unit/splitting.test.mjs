import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { named, partsFor } = await load("flag/splitting");

test("staged parts go by the name of their variant, whatever its place is by now", () => {
  const staged = named(["control", "b", "c"], [5_000, 3_000, 2_000]);
  assert.deepEqual(partsFor(["control", "b", "c"], staged), [5_000, 3_000, 2_000]);
  assert.deepEqual(partsFor(["c", "control", "b"], staged), [2_000, 5_000, 3_000]);
  for (const others of [["control", "b"], ["control", "b", "d"], ["control", "b", "c", "d"]]) {
    assert.equal(partsFor(others, staged), undefined, others.join());
  }
  assert.equal(partsFor(["control"], undefined), undefined);
});
