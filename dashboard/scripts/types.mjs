// Writes the types of the API from its description; with --check, only tells whether they are fresh.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const file = "src/api/schema.d.ts";
const description = JSON.parse(readFileSync("../docs/openapi.json", "utf8"));
const head = "// Written by `npm run types` from docs/openapi.json: change that, not this.\n\n";
const text = head + astToString(await openapiTS(description));
if (!process.argv.includes("--check")) {
  writeFileSync(file, text);
} else if (readFileSync(file, "utf8") !== text) {
  console.error(`${file} is not what docs/openapi.json says: run \`npm run types\` in dashboard/`);
  process.exit(1);
}
