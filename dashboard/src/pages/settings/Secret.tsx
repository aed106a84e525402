import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { Callout } from "../../parts/Callout";
import { Snippet } from "../../parts/Snippet";

/** A secret that is shown this once. It goes when somebody says that they have it, not by a slip beside the dialog. */
export function Secret({ title, secret, about, close }: { title: string; secret: string; about: ReactNode; close: () => void }) {
  return (
    <Modal opened onClose={close} title={<h2>{title}</h2>} size={560} closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false}>
      <div className="stack">
        <Callout tone="warn" title="It is shown this once">
          Nobody can read it again. Whoever has it may do what it is for.
        </Callout>
        <Snippet text={secret} what="the secret" label="The secret" className="mono secret" />
        <div className="dim wrap">{about}</div>
        <Button onClick={close} data-autofocus style={{ alignSelf: "flex-end" }}>
          I have it
        </Button>
      </div>
    </Modal>
  );
}
