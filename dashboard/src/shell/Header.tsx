import { Button, Kbd } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { IconHandStop, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { usePlace } from "./place";

const isMac = navigator.platform.startsWith("Mac");

export function Header() {
  return (
    <>
      <button type="button" className="search" onClick={spotlight.open}>
        <IconSearch size={16} aria-hidden />
        <span className="clip">Search or run a command</span>
        <Kbd size="xs" aria-hidden>
          {isMac ? "⌘ K" : "Ctrl K"}
        </Kbd>
      </button>
      <div className="row">
        <LiveState />
        <Button component={Link} to="/emergency" variant="default" leftSection={<IconHandStop size={17} color="var(--bad)" aria-hidden />} className="stop">
          Emergency stop
        </Button>
      </div>
    </>
  );
}

const WORDS = { live: "Live", lost: "Not live", connecting: "Connecting" } as const;

function LiveState() {
  const { live } = usePlace();
  return (
    <span className={`live is-${live.state}`}>
      <i aria-hidden />
      {WORDS[live.state]}
    </span>
  );
}
