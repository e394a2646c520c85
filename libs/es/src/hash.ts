import { createHash } from 'node:crypto';

/** SHA-256 as hex. The one built-in the kernel uses: same text, same answer, on every machine. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
