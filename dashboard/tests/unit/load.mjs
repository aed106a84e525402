import { build } from "vite";

/** A pure module below `src`, as JavaScript that Node runs. */
export async function load(name) {
  const entry = new URL(`../../src/${name}.ts`, import.meta.url).pathname;
  const lib = { entry, formats: ["es"], fileName: "module" };
  const built = await build({ configFile: false, publicDir: false, logLevel: "silent", build: { write: false, lib } });
  const [{ output }] = Array.isArray(built) ? built : [built];
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString("base64")}`);
}
