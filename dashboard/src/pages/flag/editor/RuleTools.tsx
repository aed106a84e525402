import { ActionIcon, Button, Menu, Switch } from "@mantine/core";
import { IconCheck, IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface Props {
  place: number;
  isOn: boolean;
  enable: (isOn: boolean) => void;
  isOpen: boolean;
  open: (isOpen: boolean) => void;
  remove: () => void;
  /** What else can be done with it. */
  children?: ReactNode;
}

/** What people do to a rule. */
export function RuleTools({ place, isOn, enable, isOpen, open, remove, children }: Props) {
  const name = `rule ${place + 1}`;
  return (
    <div className="row tools">
      <Switch size="xs" checked={isOn} aria-label={`Rule ${place + 1} is enabled`} onChange={(event) => enable(event.currentTarget.checked)} />
      <Button size="compact-sm" variant="default" leftSection={isOpen ? <IconCheck size={14} aria-hidden /> : <IconPencil size={14} aria-hidden />} aria-expanded={isOpen} aria-label={isOpen ? `Done with ${name}` : `Edit ${name}`} onClick={() => open(!isOpen)}>
        {isOpen ? "Done" : "Edit"}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={26} variant="default" aria-label={`More for ${name}`}>
            <IconDots size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {children}
          <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={remove}>Remove</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
