import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./styles/mantine.css";
import "@mantine/notifications/styles.css";
import "./styles/tokens.css";
import "./styles/parts.css";
import "./styles/shell.css";
import "./styles/flags.css";
import "./styles/flag.css";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { codeOf, onRefused, Refused } from "./api/client";
import { environmentsQuery } from "./api/queries";
import { sessionQuery } from "./api/session";
import { router } from "./router";
import { theme } from "./theme";

// Style elements that are made later need the nonce of the page.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
setNonce(nonce);
const getStyleNonce = () => nonce;

const client = new QueryClient({
  queryCache: new QueryCache({
    // Who is signed out meanwhile is asked to sign in; the page stays as it is below.
    onError: (error) => {
      const isSignedIn = client.getQueryData(sessionQuery.queryKey) !== null;
      if (isSignedIn && codeOf(error) === "unauthorized") void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  }),
  defaultOptions: {
    queries: {
      // What was refused is refused again; an unreachable server is asked again.
      retry: (failures, error) => !(error instanceof Refused) && failures < 5,
      retryDelay: (failures) => Math.min(1_000 * 2 ** failures, 10_000),
      refetchOnWindowFocus: false,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

// What was sound for what is known of an environment may not be any more: it was protected meanwhile.
onRefused(({ code }) => code === "invalid" && void client.invalidateQueries(environmentsQuery));

const colorSchemeManager = localStorageColorSchemeManager({ key: "hoist-theme" });
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemeManager} getStyleNonce={getStyleNonce}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
          <section aria-label="Messages">
            <Notifications withinPortal={false} position="bottom-right" limit={4} zIndex={500} />
          </section>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
