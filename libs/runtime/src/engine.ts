import { Outage, sha256, StateCache, type Clock, type Engine, type EventStore, type Vault, type Views } from '@xf/es';

export type Ports = {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly views: Views;
  readonly clock: Clock;
};

/** Puts something between the system and its ports that keeps their promises: counts them, say. */
export type Around = (ports: Ports) => Ports;
export const asIs: Around = (ports) => ports;

/** What the engine needs of the ports, without views or followers. */
export function engineOf({ store, vault, clock }: Omit<Ports, 'views'>): Engine {
  const secret = vault.secret('command-fingerprint').toString('hex');
  return {
    store,
    vault,
    clock,
    states: new StateCache(),
    fingerprint: (content) => {
      let digest = secret;
      for (const piece of content) digest = sha256(digest + piece);
      return digest.slice(0, 32);
    },
  };
}

/** Events looked at to see whether the keys are those of the log. */
const lookedAtMax = 500;

/**
 * Throws an `Outage` when the keys are not those the log was written with: every name would be unreadable, and new people
 * would get keys in a store that belongs elsewhere.
 */
export async function keysFitLog({ store, vault }: Pick<Engine, 'store' | 'vault'>): Promise<void> {
  const events = await store.readAll(0, lookedAtMax);
  const sealed = /sealed:1:[^"\\]+/.exec(JSON.stringify(events.map(({ data }) => data)))?.[0];
  if (sealed === undefined) return;
  try {
    await vault.reveal([sealed]);
  } catch (cause) {
    if (cause instanceof Outage) throw cause;
    const zh = '密钥库与事件日志不是一套（本机为 keys.sqlite 与 log.sqlite），请恢复与日志配套的密钥备份。';
    throw new Outage(`${zh}The keys do not belong to this log; restore the ones that were backed up with it.`, {
      cause,
    });
  }
}
