import { Button, Modal } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { faultsOf } from "../api/client";
import { Callout } from "./Callout";

interface Props {
  title: string;
  /** What stands on the button that sends it, and on the other one. */
  verb: string;
  otherwise?: string;
  isReady: boolean;
  /** What is missing while it is not ready. */
  missing?: string;
  close: () => void;
  /** Does it; what it throws is told, and everything stays as it was typed. */
  send: () => Promise<void>;
  /** What is said of it where it failed. */
  failed?: string;
  children: ReactNode;
  size?: number;
  zIndex?: number;
}

/** A dialog in which something is filled in and sent. */
export function FormDialog({ title, verb, otherwise = "Cancel", isReady, missing, close, send, failed = "It was not made", children, size = 560, zIndex = 200 }: Props) {
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<string[]>([]);
  return (
    <Modal opened onClose={close} title={<h2 className="wrap">{title}</h2>} size={size} zIndex={zIndex} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isReady || busy) return;
          setBusy(true);
          setProblems([]);
          send()
            .catch((error: unknown) => setProblems(faultsOf(error)))
            .finally(() => setBusy(false));
        }}
      >
        {problems.length > 0 && (
          <Callout tone="bad" title={failed} role="alert">
            {problems.map((text) => (
              <p key={text} className="wrap">
                {text}
              </p>
            ))}
          </Callout>
        )}
        {children}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={close}>
            {otherwise}
          </Button>
          <Button type="submit" loading={busy} disabled={!isReady} title={isReady ? undefined : missing}>
            {verb}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
