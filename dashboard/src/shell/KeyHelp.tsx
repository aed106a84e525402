import { Kbd, Modal, Switch } from "@mantine/core";
import { KEY_TABLE, useLetterKeys } from "./keys";

export function KeyHelp({ opened, close }: { opened: boolean; close: () => void }) {
  const [areOn, setOn] = useLetterKeys();
  return (
    <Modal opened={opened} onClose={close} title={<h2>Keys</h2>} centered closeButtonProps={{ "aria-label": "Close" }}>
      <dl className="keys">
        {KEY_TABLE.map(([keys, about]) => (
          <div key={keys}>
            <dt>
              <Kbd>{keys}</Kbd>
            </dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
      <Switch checked={areOn} onChange={(event) => setOn(event.currentTarget.checked)} label="Keys of one letter" mt="md" />
    </Modal>
  );
}
