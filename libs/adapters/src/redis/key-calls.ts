import { createHash } from 'node:crypto';
import type { HeldKey } from '../key-store';
import { keyBytes } from '../sealing';
import { placeBytes } from './vault-scripts';
import type { VaultLink } from './vault-server';

/** Subjects of one script: others wait while it runs, about two milliseconds. */
const subjectsMax = 1_000;

const placesOf = (subjects: readonly string[]): Buffer =>
  Buffer.concat(
    subjects.map((subject) => createHash('sha256').update(subject, 'utf8').digest().subarray(0, placeBytes)),
  );

/** What every subject holds, in the order asked; undefined for one that never had a key. */
export const findKeys = (link: VaultLink, subjects: readonly string[]): Promise<readonly (HeldKey | undefined)[]> =>
  inParts(subjects, (part) => link.run('find', placesOf(part)));

/** What every subject holds from now on; one that never had a key gets that of its place in `keys`. */
export const makeKeys = (
  link: VaultLink,
  subjects: readonly string[],
  keys: readonly Buffer[],
): Promise<readonly (HeldKey | undefined)[]> =>
  inParts(subjects, (part, first) =>
    link.run('make', placesOf(part), Buffer.concat(keys.slice(first, first + part.length))),
  );

export async function destroyKeys(link: VaultLink, subjects: readonly string[]): Promise<void> {
  await inParts(subjects, (part) => link.run('destroy', placesOf(part)));
}

/** All scripts are sent before the first answers. */
async function inParts(
  subjects: readonly string[],
  run: (part: readonly string[], first: number) => ReturnType<VaultLink['run']>,
): Promise<readonly (HeldKey | undefined)[]> {
  const answers: ReturnType<VaultLink['run']>[] = [];
  for (let first = 0; first < subjects.length; first += subjectsMax) {
    answers.push(run(subjects.slice(first, first + subjectsMax), first));
  }
  return (await Promise.all(answers)).flat().map((key, n) => {
    if (!Buffer.isBuffer(key)) return undefined;
    if (key.length === 0) return 'erased';
    if (key.length === keyBytes) return key;
    throw new Error(`the key of ${subjects[n] ?? ''} has ${key.length} bytes`);
  });
}
