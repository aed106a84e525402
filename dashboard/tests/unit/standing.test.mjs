import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { lastRuns, movers, standing } = await load("release/standing");

test("of each release the last run counts", () => {
  const runs = [["a", "running"], ["b", "rolled_back"], ["a", "rolled_back"], ["c", "paused"], ["d", "succeeded"], ["d", "rolled_back"]].map(([key, status]) => ({ key, status }));
  assert.deepEqual(standing(runs), { running: 2, rolledBack: 1 });
  assert.deepEqual([...lastRuns(runs).values()].map(({ status }) => status).sort(), ["paused", "rolled_back", "running", "succeeded"]);
  assert.deepEqual(standing([]), { running: 0, rolledBack: 0 });
});

test("a release moves its flag until it is over", () => {
  const runs = [["a", "running"], ["b", "rolled_back"], ["c", "paused"]].map(([key, status]) => ({ key, status, flag: `flag-of-${key}` }));
  assert.deepEqual([...movers(runs).keys()], ["flag-of-a", "flag-of-c"]);
});
