// The pure modules, as JavaScript that Node runs.
import { build } from "vite";

export async function load(path) {
  const entry = new URL(`../../src/${path}.ts`, import.meta.url).pathname;
  const lib = { entry, formats: ["es"], fileName: "module" };
  const built = await build({ configFile: false, publicDir: false, logLevel: "silent", build: { write: false, lib } });
  const [{ output }] = Array.isArray(built) ? built : [built];
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString("base64")}`);
}
