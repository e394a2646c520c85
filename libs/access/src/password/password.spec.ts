import { hashPassword, nobodysHash, verifyPassword } from './shell';

const salt = Buffer.alloc(16, 7);

describe('passwords', () => {
  it('are stored with their parameters and recognised', async () => {
    const stored = await hashPassword('一把好锁-2026', salt);
    expect(stored).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(await verifyPassword('一把好锁-2026', stored)).toBe(true);
    expect(await verifyPassword('一把好锁-2027', stored)).toBe(false);
  });

  it('are the same in full-width and half-width letters', async () => {
    expect(await verifyPassword('Ａbcdefghij', await hashPassword('Abcdefghij', salt))).toBe(true);
  });

  it('nobody has the hash that unknown accounts are compared with', async () => {
    expect(await verifyPassword('', nobodysHash)).toBe(false);
  });

  it('refuse a short salt and a text that is no hash', async () => {
    await expect(hashPassword('x', Buffer.alloc(15))).rejects.toThrow('15 bytes');
    await expect(verifyPassword('x', 'plain')).rejects.toThrow('not a stored password');
  });
});
