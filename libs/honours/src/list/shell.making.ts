import { Inject, Injectable } from '@nestjs/common';
import { sha256, type Instant } from '@xf/es';
import type { CheckedList } from '@xf/lists';
import { problem, problemOf, RUNTIME } from '@xf/nest';
import type { ApiRuntime } from '@xf/nest';
import type { Format, ListPrepared } from './events';
import { listRefusals as refusals } from './shell.refusals';
import { ListRows, looks } from './shell.rows';

/** A list on its way to a file, for the one who asked for it. */
export type Making = {
  readonly export: string;
  readonly format: Format;
  readonly state: 'checking' | 'ready';
  /** Looks taken at rows, of those that have to be taken. */
  readonly done: number;
  readonly total: number;
};

type Kept = {
  readonly of: string;
  readonly format: Format;
  readonly total: number;
  done: number;
  /** When it was ready, or was given up. */
  endedAt?: Instant;
  checked?: CheckedList;
  failed?: Error;
};

/** What is ready waits so long to be fetched. */
const readyMs = 1_800_000;
/** Lists that one process makes, or has ready. */
const keptMax = 4;

/**
 * Long lists, checked before anybody fetches them. What is ready is no file: the rows are read again and opened while they are
 * sent, so nothing lies about that an erasure would have to find. Known to this process alone.
 */
@Injectable()
export class ListMaking {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly rows: ListRows,
    @Inject(RUNTIME) private readonly runtime: Pick<ApiRuntime, 'engine'>,
  ) {}

  /** Begins, or answers how far it is. Throws the problem `busy` when there are too many. */
  begin(version: ListPrepared, format: Format, account: string): Making {
    this.dropOld();
    const of = ofVersion(version, account);
    const id = sha256(`${of}/${format}`).slice(0, 20);
    const known = this.kept.get(id);
    if (known !== undefined && known.failed === undefined) return told(id, known);
    this.kept.delete(id);
    if (this.kept.size >= keptMax) this.dropReady();
    const making: Kept = { of, format, total: version.total * looks, done: 0 };
    this.kept.set(id, making);
    void this.make(making, version, account);
    return told(id, making);
  }

  /** Throws what kept the list from being printed, or that there is no such export. */
  progress(version: ListPrepared, account: string, id: string): Making {
    return told(id, this.find(version, account, id));
  }

  /** Throws also when it is not ready. */
  ready(
    version: ListPrepared,
    account: string,
    id: string,
  ): { readonly checked: CheckedList; readonly format: Format } {
    const { checked, format, done, total } = this.find(version, account, id);
    if (checked === undefined) throw problemOf(refusals, { code: 'export-unready', done, total });
    return { checked, format };
  }

  private find(version: ListPrepared, account: string, id: string): Kept {
    this.dropOld();
    const found = this.kept.get(id);
    if (found === undefined || found.of !== ofVersion(version, account))
      throw problemOf(refusals, { code: 'export-unknown' });
    if (found.failed !== undefined) throw found.failed;
    return found;
  }

  private async make(making: Kept, version: ListPrepared, account: string): Promise<void> {
    const onRow = (): void => {
      making.done = Math.min(making.done + 1, making.total - 1);
    };
    try {
      making.checked = await this.rows.printed(version, await this.rows.again(version, onRow), account, onRow);
      making.done = making.total;
    } catch (error) {
      // Whoever asks how far it is gets it, as from a request that waited.
      making.failed = error instanceof Error ? error : new Error(String(error));
    }
    making.endedAt = this.runtime.engine.clock.now();
  }

  private dropOld(): void {
    const now = this.runtime.engine.clock.now();
    for (const [id, { endedAt = now }] of this.kept) if (now - endedAt >= readyMs) this.kept.delete(id);
  }

  private dropReady(): void {
    for (const [id, { endedAt }] of this.kept) {
      if (endedAt === undefined) continue;
      this.kept.delete(id);
      return;
    }
    throw problem('busy', { headers: { 'retry-after': '5' } });
  }
}

const ofVersion = ({ organization, list, version }: ListPrepared, account: string): string =>
  [account, organization, list, version].join('/');

const told = (id: string, { format, done, total, checked }: Kept): Making => ({
  ...{ export: id, format, done, total },
  state: checked === undefined ? 'checking' : 'ready',
});
