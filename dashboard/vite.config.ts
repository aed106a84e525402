import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env["HOIST_URL"] ?? "http://127.0.0.1:8080";
// Sessions count for the host that the browser names, so it is passed on as it is.
const passed = { target: server, changeOrigin: false };

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    // Fonts stay files: the policy of the page takes none that stands within a style sheet.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/ofrep", "/status", "^/flags/[^/]+/(kill|revive|rollback)$", "^/flags/kill$"].map((path) => [path, passed]),
    ),
  },
});
