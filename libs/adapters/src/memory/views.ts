import type { Views } from '@xf/es';
import { dumpContent, emptyContent, viewOn, type Slot } from './content';

/** Views that end with the process. Rows are held as given: neither side may change them afterwards. */
export function memoryViews(): Views {
  const live = new Map<string, Slot>();
  const rebuilds = new Map<string, Slot>();
  const slotIn = (slots: Map<string, Slot>, id: string): Slot => {
    let slot = slots.get(id);
    if (slot === undefined) {
      slot = { content: emptyContent() };
      slots.set(id, slot);
    }
    return slot;
  };
  return {
    open: <Row>(name: string, version: number) => viewOn<Row>(slotIn(live, idOf(name, version))),
    openRebuild: <Row>(name: string, version: number) => viewOn<Row>(slotIn(rebuilds, idOf(name, version))),
    dump: (name, version, rebuild) => dumpContent((rebuild ? rebuilds : live).get(idOf(name, version))?.content),
    promote(name, version) {
      const id = idOf(name, version);
      const rebuild = rebuilds.get(id);
      if (rebuild === undefined) throw new Error(`promote: no rebuild of ${id}`);
      slotIn(live, id).content = rebuild.content;
      rebuilds.delete(id);
    },
    dropRebuild(name, version) {
      rebuilds.delete(idOf(name, version));
    },
    close() {
      live.clear();
      rebuilds.clear();
    },
  };
}

const idOf = (name: string, version: number): string => `${name}_v${version}`;
