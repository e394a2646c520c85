import { hash } from 'node:crypto';

/**
 * SHA-256 as hex. The one built-in the kernel uses: same text, same answer, on every machine.
 * One call without a hash object: such objects cost more to collect than the hashing does.
 */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');
