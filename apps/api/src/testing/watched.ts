import type { Views } from '@xf/es';
import { openWatch, type LogLine, type Watch } from '@xf/observe';
import { World } from './world';

/** A world with somebody looking on, whose views fail when they are told to. */
export type Watched = {
  readonly world: World;
  readonly watch: Watch;
  readonly lines: readonly LogLine[];
  /** What committing to a view of this name throws, while it stands here. */
  readonly faults: Map<string, Error>;
  readonly close: () => Promise<void>;
};

export async function watchedWorld(options: { readonly traces?: boolean } = {}): Promise<Watched> {
  const watch = await openWatch({ version: '1.2.3', ...options });
  const faults = new Map<string, Error>();
  const lines: LogLine[] = [];
  const world = await World.open({
    around: (ports) => watch.around({ ...ports, views: faulty(ports.views, faults) }),
    log: (line) => lines.push(line),
    watch,
  });
  watch.follow(world.runtime);
  const close = async (): Promise<void> => {
    await world.close();
    await watch.close();
  };
  return { world, watch, lines, faults, close };
}

const faulty = (views: Views, faults: ReadonlyMap<string, Error>): Views => ({
  ...views,
  open<Row>(name: string, version: number) {
    const view = views.open<Row>(name, version);
    const commit = view.commit.bind(view);
    view.commit = (changes, position) => {
      const fault = faults.get(name);
      if (fault !== undefined) throw fault;
      commit(changes, position);
    };
    return view;
  },
});

/** The value of a metric with exactly these labels, as text; undefined when it is not there. */
export function valueOf(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  for (const line of text.split('\n')) {
    const [, series, inner = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (series !== name) continue;
    const found = inner === '' ? [] : inner.split(',');
    if (found.length === wanted.length && wanted.every((one) => found.includes(one))) return Number(value);
  }
  return undefined;
}
