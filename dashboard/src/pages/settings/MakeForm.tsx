import { Button, Modal } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { Callout } from "../../parts/Callout";

interface Props {
  title: string;
  verb: string;
  isReady: boolean;
  close: () => void;
  /** Makes it; what it throws is told, and everything stays as it was typed. */
  make: () => Promise<void>;
  children: ReactNode;
  size?: number;
}

/** A dialog in which something is made. */
export function MakeForm({ title, verb, isReady, close, make, children, size = 560 }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  return (
    <Modal opened onClose={close} title={<h2>{title}</h2>} size={size} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isReady || busy) return;
          setBusy(true);
          setProblem(undefined);
          make()
            .catch((error: Error) => setProblem(error.message))
            .finally(() => setBusy(false));
        }}
      >
        {problem !== undefined && (
          <Callout tone="bad" title="It was not made" role="alert">
            {problem}
          </Callout>
        )}
        {children}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={!isReady}>
            {verb}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
