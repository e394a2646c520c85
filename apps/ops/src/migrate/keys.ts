import type { KeyStore, SubjectKey } from '@xf/adapters';
import { Stop } from '../io';
import type { Subjects } from './subjects';

/** What both sides hold. */
export type KeysHeld = { readonly people: number; readonly destroyed: number };

type Progress = (done: number) => void;

/**
 * Gives the target every key of the source and the same master secret, and never puts one in the place of another. Who was
 * destroyed on either side, or is `erased` already, ends destroyed on both, and no file of either holds the key any more.
 * Cut short at any moment, it is finished by running it again. Two pages of keys are in memory, one being read while the
 * other one is written. Answers somebody of whom the source has no key.
 */
export async function moveKeys(
  source: KeyStore,
  target: KeyStore,
  { pages }: Subjects,
  erased: readonly string[],
  progress: Progress,
): Promise<string | undefined> {
  const master = await masterOf(source);
  if (!master.equals(await target.adoptMaster(master))) throw otherMaster();
  // First, so that a key that came back from a backup does not get to the target.
  await source.destroy(erased);
  await target.destroy(erased);
  let without: string | undefined;
  let sent: Promise<unknown> = Promise.resolve();
  for await (const { subjects, done } of pages) {
    const held = await source.find(subjects);
    const living: SubjectKey[] = [];
    const destroyed: string[] = [];
    for (const [n, subject] of subjects.entries()) {
      const key = held[n];
      if (key === undefined) without ??= subject;
      else if (key === 'erased') destroyed.push(subject);
      else living.push({ subject, key });
    }
    await sent;
    progress(done);
    sent = Promise.all([target.destroy(destroyed), give(source, target, living)]);
    // It is waited for above or below; when reading fails first, that is what is told.
    sent.catch(() => undefined);
  }
  await sent;
  await source.wiped();
  await target.wiped();
  return without;
}

async function give(source: KeyStore, target: KeyStore, keys: readonly SubjectKey[]): Promise<void> {
  const held = await target.adopt(keys);
  const destroyed: string[] = [];
  for (const [n, { subject, key }] of keys.entries()) {
    const there = held[n];
    if (there === 'erased') destroyed.push(subject);
    else if (there?.equals(key) !== true) throw otherKey(subject);
  }
  if (destroyed.length > 0) await source.destroy(destroyed);
}

/** Throws `Stop` unless both sides have one master secret and the same for each of the subjects. */
export async function compareKeys(
  source: KeyStore,
  target: KeyStore,
  { pages }: Subjects,
  progress: Progress,
): Promise<KeysHeld> {
  if ((await target.master())?.equals(await masterOf(source)) !== true) throw otherMaster();
  let [people, destroyed] = [0, 0];
  for await (const { subjects, done } of pages) {
    const [here, there] = await Promise.all([source.find(subjects), target.find(subjects)]);
    for (const [n, subject] of subjects.entries()) {
      const [one, other] = [here[n], there[n]];
      const isSame = Buffer.isBuffer(one) && Buffer.isBuffer(other) ? one.equals(other) : one === other;
      if (!isSame) throw keysDiffer(subject);
      people += 1;
      if (one === 'erased') destroyed += 1;
    }
    progress(done);
  }
  return { people, destroyed };
}

async function masterOf(source: KeyStore): Promise<Buffer> {
  const master = await source.master();
  if (master !== undefined) return master;
  throw new Stop(
    3,
    'keys-missing',
    '源密钥库里没有主密钥：地址或日志名不对，或密钥已丢失，请恢复密钥备份。',
    'The source of the keys holds no master secret: the address or the name of the log is wrong, or the keys are lost; restore them.',
  );
}

const otherMaster = (): Stop =>
  new Stop(
    1,
    'keys-other-master',
    '目标密钥库另有主密钥，不是源的副本，未写入任何密钥。如其中尚无数据，请清空后重试，或用 --log 另取日志名。',
    'The target has a master secret of its own; no key was written. Empty it if nothing was recorded with it, or choose another --log.',
  );

const otherKey = (subject: string): Stop =>
  new Stop(
    1,
    'key-taken',
    `目标密钥库中 ${subject} 已有另一把密钥，未改动它。目标在迁移期间被使用过，请勿继续使用；请用 --log 另取日志名。`,
    `The target holds another key for ${subject}; it was left alone. Somebody used the target meanwhile: choose another --log.`,
  );

const keysDiffer = (subject: string): Stop =>
  new Stop(
    4,
    'keys-differ',
    `核对不一致：两边 ${subject} 的密钥不同。请勿使用目标。`,
    `The two sides hold different keys for ${subject}. Do not use the target.`,
  );
