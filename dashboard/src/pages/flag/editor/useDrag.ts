import { useRef, useState } from "react";

/** Drags an item of a list by its handle, with a mouse, a pen or a finger; the others make room. */
export function useDrag(move: (id: number, to: number) => void) {
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState<number>();
  const grab = (id: number) => (event: React.PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0) return;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    setDragged(id);
    const drag = ({ clientY }: PointerEvent) => {
      const items = [...(list.current?.querySelectorAll<HTMLElement>("[data-rule]") ?? [])];
      const from = items.findIndex((item) => item.dataset["rule"] === String(id));
      const to = items.filter((item, place) => place !== from && middle(item) < clientY).length;
      if (from !== -1 && to !== from) move(id, to);
    };
    const drop = () => {
      setDragged(undefined);
      handle.removeEventListener("pointermove", drag);
    };
    handle.addEventListener("pointermove", drag);
    handle.addEventListener("lostpointercapture", drop, { once: true });
  };
  return { list, dragged, grab };
}

function middle(item: HTMLElement): number {
  const { top, height } = item.getBoundingClientRect();
  return top + height / 2;
}
