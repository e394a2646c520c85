import { Outage, type Append, type AppendAnswer, type EventStore, type View, type Views } from '@xf/es';
import type { Metrics } from './metrics';
import type { Tracing } from './tracing';

const eventsIn = (appends: readonly Append[]): number => {
  let size = 0;
  for (const { events } of appends) size += events.length;
  return size;
};

/** The same log, with its appends counted and timed. Everything else goes straight through. */
export function measuredStore(store: EventStore, metrics: Metrics, tracing: Tracing | undefined): EventStore {
  let group = 0;
  const endGroup = (): void => {
    metrics.group(group);
    group = 0;
  };
  const append = async (appends: readonly Append[]): Promise<AppendAnswer> => {
    const began = performance.now();
    try {
      const answer = await store.append(appends);
      metrics.append(answer.kind, (performance.now() - began) / 1_000, eventsIn(appends));
      // One commit answers all its appends in one go, so all of them come by here before the next tick.
      if (group++ === 0) process.nextTick(endGroup);
      return answer;
    } catch (error) {
      metrics.appendFailed(error instanceof Outage ? 'outage' : 'bug');
      throw error;
    }
  };
  const traced = (appends: readonly Append[]): Promise<AppendAnswer> =>
    tracing === undefined
      ? append(appends)
      : tracing.inside(
          'append',
          { 'xf.streams': appends.length, 'xf.events': eventsIn(appends) },
          () => append(appends),
          (answer) => ({
            'xf.answer': answer.kind,
            ...('position' in answer ? { 'xf.position': answer.position } : {}),
          }),
        );
  return {
    append: tracing === undefined ? append : traced,
    readStream: (stream, from) => store.readStream(stream, from),
    readAll: (after, limit, partition) => store.readAll(after, limit, partition),
    findCommand: (command) => store.findCommand(command),
    head: () => store.head(),
    positionAt: (recordedAt) => store.positionAt(recordedAt),
    countBehind: (after) => store.countBehind(after),
    waitBeyond: (after, timeoutMs) => store.waitBeyond(after, timeoutMs),
    close: () => store.close(),
  };
}

/** The same views, with what is committed to each of them timed. */
export function measuredViews(views: Views, metrics: Metrics, tracing: Tracing | undefined): Views {
  return {
    open: <Row>(name: string, version: number) => measuredView(views.open<Row>(name, version), name, metrics, tracing),
    openRebuild: (name, version) => views.openRebuild(name, version),
    dump: (name, version, rebuild) => views.dump(name, version, rebuild),
    promote: (name, version) => views.promote(name, version),
    dropRebuild: (name, version) => views.dropRebuild(name, version),
    close: () => views.close(),
  };
}

function measuredView<Row>(view: View<Row>, name: string, metrics: Metrics, tracing: Tracing | undefined): View<Row> {
  const commit: View<Row>['commit'] = (changes, position) => {
    const began = performance.now();
    view.commit(changes, position);
    metrics.commit(name, (performance.now() - began) / 1_000);
  };
  return {
    position: () => view.position(),
    get: (key) => view.get(key),
    range: (set, options) => view.range(set, options),
    before: (set, at, limit) => view.before(set, at, limit),
    size: (set) => view.size(set),
    standing: (set, sort) => view.standing(set, sort),
    commit: (changes, position) => {
      // A commit that only moves the checkpoint tells nobody anything.
      if (tracing === undefined || changes.length === 0) {
        commit(changes, position);
        return;
      }
      const attributes = { 'xf.view': name, 'xf.changes': changes.length, 'xf.position': position };
      tracing.insideNow('view commit', attributes, () => commit(changes, position));
    },
  };
}
