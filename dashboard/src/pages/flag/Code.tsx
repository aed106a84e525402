import { SegmentedControl } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { Flag } from "../../api/client";
import { analyticsQuery } from "../../api/queries";
import { snippetsFor } from "../../flag/snippets.ts";
import { Ago } from "../../parts/Ago";
import { Callout } from "../../parts/Callout";
import { Snippet } from "../../parts/Snippet";
import { usePlace } from "../../shell/place";

export function Code({ flag }: { flag: Flag }) {
  const snippets = snippetsFor(flag, location.origin);
  const [language, setLanguage] = useLocalStorage({ key: "hoist-language", defaultValue: "Rust" });
  const snippet = snippets.find((one) => one.language === language) ?? snippets[0];
  if (snippet === undefined) return null;
  return (
    <div className="stack">
      <SegmentedControl aria-label="Language" data={snippets.map((one) => one.language)} value={snippet.language} onChange={setLanguage} />
      <Snippet text={snippet.text} what="the code" label={`Code in ${snippet.language}`} />
      <p className="dim">
        The token is of kind <b>server</b>: <code className="mono">hoist tokens create app --kind server</code>. In a web page it is one of kind <b>client</b>.
      </p>
      <Seen flag={flag} />
    </div>
  );
}

/** Whether the first evaluation has arrived. */
function Seen({ flag }: { flag: Flag }) {
  const { environment } = usePlace();
  const { data } = useQuery({ ...analyticsQuery(environment.key, flag.key), refetchInterval: 3_000 });
  if (data === undefined) return null;
  if (!data.last_evaluated_at) return <Callout tone="rollout" title="Waiting for the first evaluation">It shows here as soon as a program asks for this flag.</Callout>;
  return (
    <Callout tone="good" title="It is being asked for" role="status">
      Last asked for <Ago at={data.last_evaluated_at} />.
    </Callout>
  );
}
