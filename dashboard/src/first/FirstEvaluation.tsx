import "../styles/first.css";
import { Button, SegmentedControl } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconCheck, IconLoader2 } from "@tabler/icons-react";
import { useState } from "react";
import type { Flag } from "../api/client";
import { flagsQuery, overviewQuery } from "../api/queries";
import { useWatched, type Watched } from "../api/watch";
import { reasonWords } from "../flag/reasons.ts";
import { snippetsFor } from "../flag/snippets.ts";
import { Snippet } from "../parts/Snippet";
import { Tag } from "../parts/Tag";
import { usePlace } from "../shell/place";

const LANGUAGES = ["Rust", "JavaScript", "Python", "Go", "curl"];
const AN_EXAMPLE = { key: "my-flag", type: "boolean" } as Flag;

/** How a program asks for its first flag; notices when it does. It is there while nothing was evaluated. */
export function FirstEvaluation() {
  const { environment } = usePlace();
  const client = useQueryClient();
  const { data: flags } = useQuery(flagsQuery(environment.key));
  const [first, setFirst] = useState<Watched>();
  const { data: overview } = useQuery({ ...overviewQuery(environment.key), refetchInterval: 3_000 });
  useWatched(environment.key, undefined, first === undefined, ([seen]) => {
    setFirst((known) => known ?? seen);
    void client.invalidateQueries({ queryKey: ["overview", environment.key] });
  });
  const evaluated = Object.keys(overview?.items ?? {});
  const flag = flags?.find((one) => !one.archived) ?? AN_EXAMPLE;
  return (
    <section className="panel first" aria-label="The first evaluation">
      <h2>Ask for {flag === AN_EXAMPLE ? "a flag" : <span className="mono-key">{flag.key}</span>} from your program</h2>
      <ol className="first-steps">
        <li>
          <b>Make a token</b> of kind server for the environment {environment.key}, in{" "}
          <Link to="/settings" search={{ tab: "tokens" }}>
            Settings, Tokens
          </Link>
          .
        </li>
        <li>
          <b>Ask with it.</b> Any of these does.
          <Code flag={flag} />
        </li>
        <li aria-live="polite">
          {first !== undefined || evaluated.length > 0 ? <Arrived first={first} key={first?.key} flag={flags?.find(({ key }) => key === first?.key)} evaluated={evaluated} /> : (
            <span className="first-waiting">
              <IconLoader2 size={17} aria-hidden className="turning" /> Waiting for the first evaluation in {environment.key}.
            </span>
          )}
        </li>
      </ol>
    </section>
  );
}

function Code({ flag }: { flag: Flag }) {
  const [language, setLanguage] = useState("curl");
  const text = snippetsFor(flag, location.origin).find((snippet) => snippet.language === language)?.text ?? "";
  return (
    <div className="stack-small first-code">
      <SegmentedControl size="xs" aria-label="Language" data={LANGUAGES} value={language} onChange={setLanguage} />
      <Snippet text={text} what="the code" label={`Code in ${language}`} />
    </div>
  );
}

function Arrived({ first, flag, evaluated }: { first: Watched | undefined; flag: Flag | undefined; evaluated: string[] }) {
  return (
    <div className="first-arrived">
      <IconCheck size={18} aria-hidden />
      <span className="grow wrap">
        <b>The first evaluation is here: </b>
        <span className="mono-key">{first?.key ?? evaluated[0]}</span>
        {first !== undefined && (
          <>
            {" "}gave <Tag tone="good">{first.variant ?? "no value"}</Tag> ({reasonWords(first.reason, first.rule, flag?.rules)}), asked by {first.sdk ?? "OFREP"}.
          </>
        )}
      </span>
      <Button component={Link} to="/live" variant="default" size="compact-md">
        Watch more
      </Button>
    </div>
  );
}
