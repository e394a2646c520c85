import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, randomFillSync } from 'node:crypto';
import { sealedParts, sealedPrefix, type SealedParts, type SealItem } from '@xf/es';

/** AES-256 keys and the master secret. */
export const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
/** 20 characters of five bits: a collision among a billion people has a chance of about 1 in 2.5 million million. */
const pseudonymChars = 20;

export const newKey = (): Buffer => randomBytes(keyBytes);

/** Many keys at once: asking the random source costs more than making the bytes. */
export function newKeys(count: number): readonly Buffer[] {
  const bytes = randomBytes(count * keyBytes);
  return Array.from({ length: count }, (_, n) => bytes.subarray(n * keyBytes, (n + 1) * keyBytes));
}

const ivPool = Buffer.alloc(ivBytes * 512);
let ivAt = ivPool.length;

function nextIv(): Buffer {
  if (ivAt === ivPool.length) {
    randomFillSync(ivPool);
    ivAt = 0;
  }
  ivAt += ivBytes;
  return ivPool.subarray(ivAt - ivBytes, ivAt);
}

/** Throws on a text that is not in the sealed form. */
export function parseSealed(sealed: string): SealedParts {
  const parts = sealedParts(sealed);
  if (parts === undefined) throw new Error('not a sealed text');
  return parts;
}

/** Subject and field are part of what is authenticated: a sealed text moved elsewhere does not open. */
export function sealText(key: Buffer, { subject, field, text }: SealItem): string {
  const iv = nextIv();
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad(subject, field));
  const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${sealedPrefix}${subject}:${field}:${body.toString('base64url')}`;
}

/** Throws when any part of the sealed text was changed. */
export function openText(key: Buffer, { subject, field, body }: SealedParts): string {
  const bytes = Buffer.from(body, 'base64url');
  if (bytes.length < ivBytes + tagBytes) throw new Error(`sealed text of ${subject}: too short`);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(aad(subject, field))
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
    return text.toString('utf8');
  } catch (cause) {
    throw new Error(`sealed text of ${subject}, field ${field}: it was changed`, { cause });
  }
}

/** A bug in the caller, because ids are parsed long before: such a text could not be taken apart again. */
export function assertSealable({ subject, field }: SealItem): void {
  if (subject === '' || field === '' || subject.includes(':') || field.includes(':')) {
    throw new Error(`cannot seal for subject "${subject}", field "${field}"`);
  }
}

const aad = (subject: string, field: string): Buffer => Buffer.from(`${subject}|${field}`, 'utf8');

export type Secrets = {
  readonly pseudonym: (purpose: string, text: string) => string;
  readonly secret: (purpose: string) => Buffer;
};

/** What follows from the master secret. Different purposes give secrets that tell nothing about each other. */
export function secretsFrom(master: Buffer): Secrets {
  const derive = (info: string): Buffer => Buffer.from(hkdfSync('sha256', master, '', info, keyBytes));
  const pseudonymKeys = new Map<string, Buffer>();
  return {
    secret: (purpose) => derive(`secret|${purpose}`),
    pseudonym(purpose, text) {
      let key = pseudonymKeys.get(purpose);
      if (key === undefined) {
        key = derive(`pseudonym|${purpose}`);
        pseudonymKeys.set(purpose, key);
      }
      return base32(createHmac('sha256', key).update(text, 'utf8').digest()).slice(0, pseudonymChars);
    },
  };
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

function base32(bytes: Buffer): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31] ?? '';
    }
  }
  return text;
}
