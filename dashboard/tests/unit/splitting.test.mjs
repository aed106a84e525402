import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { named, partsFor, withPart } = await load("flag/splitting");

test("staged parts go by the name of their variant, whatever its place is by now", () => {
  const staged = named(["control", "b", "c"], [5_000, 3_000, 2_000]);
  assert.deepEqual(partsFor(["control", "b", "c"], staged), [5_000, 3_000, 2_000]);
  assert.deepEqual(partsFor(["c", "control", "b"], staged), [2_000, 5_000, 3_000]);
  for (const others of [["control", "b"], ["control", "b", "d"], ["control", "b", "c", "d"]]) {
    assert.equal(partsFor(others, staged), undefined, others.join());
  }
  assert.equal(partsFor(["control"], undefined), undefined);
});

test("a part on its way to another takes nothing from the others for good", () => {
  const stored = [6_000, 1_000, 3_000];
  assert.deepEqual(withPart(stored, 0, 10_000, stored), [10_000, 0, 0]);
  assert.deepEqual(withPart([10_000, 0, 0], 0, 5_000, stored), [5_000, 1_250, 3_750]);
  assert.deepEqual(withPart([10_000, 0, 0], 0, 5_000, [10_000, 0, 0]), [5_000, 2_500, 2_500]);
  assert.deepEqual(withPart([5_000, 0, 5_000], 2, 0, stored), [10_000, 0, 0]);
});
