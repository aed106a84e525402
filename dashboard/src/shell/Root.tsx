import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { useLive } from "../api/live";
import { environmentsQuery } from "../api/queries";
import { rightsOf, sessionQuery, takeLogin } from "../api/session";
import type { Session } from "../api/client";
import { Callout } from "../parts/Callout";
import { Guard } from "./guard";
import { PlaceContext } from "./place";
import { Shell } from "./Shell";

const SignIn = lazy(() => import("./SignIn").then((module) => ({ default: module.SignIn })));

// Taken before anything else may show or keep it.
const login = takeLogin();
// Whoever opens a link in a page that is there already only changes what is behind the #.
window.addEventListener("hashchange", () => location.hash.startsWith("#login=") && location.reload());

/** Signs in first, then finds out where we are. */
export function Root() {
  const { data: session, error } = useQuery(sessionQuery);
  if (session === null) {
    return (
      <Suspense>
        <SignIn login={login} />
      </Suspense>
    );
  }
  if (session !== undefined) return <SignedIn key={rightsOf(session)} session={session} />;
  return error === null ? null : <Trouble error={error} />;
}

function Trouble({ error }: { error: Error }) {
  return (
    <main className="sign-in">
      <Callout tone="bad" title="The dashboard cannot start" role="alert">
        {error.message}
      </Callout>
    </main>
  );
}

function SignedIn({ session }: { session: Session }) {
  const { env } = useSearch({ strict: false });
  const { data: environments, error, dataUpdatedAt } = useQuery(environmentsQuery);
  const named = environments?.find((one) => one.key === env);
  const usual = environments?.find((one) => one.key === "default") ?? environments?.[0];
  const environment = named ?? usual;
  const live = useLive(environment, dataUpdatedAt);
  const place = useMemo(
    () => environment && environments && { environment, environments, session, live },
    [environment, environments, session, live],
  );
  if (error !== null && environments === undefined) return <Trouble error={error} />;
  if (place === undefined) return environments === undefined ? null : <Trouble error={new Error("This token holds for no environment.")} />;
  return (
    <PlaceContext value={place}>
      <Guard>
        <Shell />
      </Guard>
    </PlaceContext>
  );
}
