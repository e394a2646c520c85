import { createHmac, hkdfSync } from 'node:crypto';
import { secretsFrom } from './sealing';

describe('secrets', () => {
  const master = Buffer.alloc(32, 7);

  it('spells a pseudonym as the first 100 bits of an HMAC in base32', () => {
    const key = Buffer.from(hkdfSync('sha256', master, '', 'pseudonym|id-card', 32));
    const bits = [...createHmac('sha256', key).update('110101').digest()]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('');
    const letters = (bits.match(/.{5}/g) ?? []).map((five) => 'abcdefghijklmnopqrstuvwxyz234567'[parseInt(five, 2)]);
    expect(secretsFrom(master).pseudonym('id-card', '110101')).toBe(letters.slice(0, 20).join(''));
  });

  it('derives other secrets from another master', () => {
    const other = secretsFrom(Buffer.alloc(32, 8));
    expect(other.pseudonym('id-card', '110101')).not.toBe(secretsFrom(master).pseudonym('id-card', '110101'));
    expect(other.secret('token').equals(secretsFrom(master).secret('token'))).toBe(false);
  });
});
