import { Button, PasswordInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { sessionQuery, signInBy, takeLogin, welcome } from "../api/session";
import { Callout } from "../parts/Callout";
import { Mark } from "./Mark";

// Taken before anything else may show or keep it; asked once, since it holds once.
const login = takeLogin();
// Whoever opens a link in a page that is there already only changes what is behind the #.
window.addEventListener("hashchange", () => location.hash.startsWith("#login=") && location.reload());
let signingIn: ReturnType<typeof signInBy.login> | undefined;

export function SignIn() {
  const client = useQueryClient();
  const [token, setToken] = useState("");
  const [busy, setBusy] = useState(login !== undefined);
  const [problem, setProblem] = useState<string>();

  const settle = (answer: ReturnType<typeof signInBy.login>) => {
    setBusy(true);
    setProblem(undefined);
    answer
      .then((session) => client.setQueryData(sessionQuery.queryKey, welcome(client, session)))
      .catch((error: Error) => setProblem(error.message))
      .finally(() => setBusy(false));
  };
  useEffect(() => {
    if (login !== undefined) settle((signingIn ??= signInBy.login(login)));
  }, []);

  return (
    <main className="sign-in">
      <div className="panel sign-in-panel">
        <Mark />
        <h1>Sign in</h1>
        <p className="dim">
          Open the link that <code className="mono">hoist login</code> prints, or paste a token of kind viewer, editor or admin.
          The first one is in <code className="mono">hoist-data/admin.token</code>.
        </p>
        {problem !== undefined && (
          <Callout tone="bad" title="That did not work" role="alert">
            {problem}
          </Callout>
        )}
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (token.trim()) settle(signInBy.token(token.trim()));
          }}
        >
          <PasswordInput
            label="Token"
            placeholder="hoist_admin_…"
            autoComplete="off"
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": "Show the token" }}
            autoFocus
          />
          <Button type="submit" loading={busy} disabled={token.trim() === ""} fullWidth>
            Sign in
          </Button>
        </form>
      </div>
    </main>
  );
}
