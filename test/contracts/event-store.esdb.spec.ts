import { randomUUID } from 'node:crypto';
import { openEsdbEventStore } from '@xf/adapters';
import { eventStoreContract } from '@xf/es/testing';
import { Disk } from '../esdb/double/disk';
import { Double } from '../esdb/double/server';
import { nothingToClean } from './setups';

const url = process.env['EVENTSTORE_URL'];
/** A log of its own for each test: a real server keeps those of earlier tests. */
const newLog = (): string => `t${randomUUID().replaceAll('-', '')}`;

if (url === undefined) {
  eventStoreContract('esdb, against the protocol double (EVENTSTORE_URL is not set)', async () => {
    const log = newLog();
    const disk = new Disk(() => 0);
    const double = new Double({ disk });
    await double.start();
    return {
      durable: true,
      cleanup: () => double.stop(),
      open: async (clock) => {
        disk.now = () => clock.now();
        return openEsdbEventStore({ url: double.url, log });
      },
    };
  });
} else {
  eventStoreContract(`esdb, against the server at EVENTSTORE_URL`, async () => {
    const log = newLog();
    return { durable: true, cleanup: nothingToClean, open: async () => openEsdbEventStore({ url, log }) };
  });
}
