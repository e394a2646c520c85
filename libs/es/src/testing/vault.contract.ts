import { isSealed, SubjectErased, type Vault } from '../ports/vault';

/** One vault of its own for one test. */
export type VaultSetup = {
  /** Opens the vault; after a close, opens the same vault again when `durable`. */
  readonly open: () => Promise<Vault>;
  readonly durable: boolean;
  readonly cleanup: () => Promise<void>;
};

/** What the vault port promises, for every adapter. */
export function vaultContract(name: string, make: () => Promise<VaultSetup>): void {
  describe(`vault contract: ${name}`, () => {
    let setup: VaultSetup;
    let vault: Vault;
    beforeEach(async () => {
      setup = await make();
      vault = await setup.open();
    });
    afterEach(async () => {
      await vault.close();
      await setup.cleanup();
    });
    const world = { vault: () => vault, setup: () => setup, swap: (next: Vault) => (vault = next), make };
    sealing(world);
    erasing(world);
    deriving(world);
  });
}

type World = {
  readonly vault: () => Vault;
  readonly setup: () => VaultSetup;
  readonly swap: (next: Vault) => void;
  readonly make: () => Promise<VaultSetup>;
};

const item = (subject: string, text: string, field = 'name') => ({ subject, field, text });

async function sealOne(vault: Vault, subject: string, text: string, field = 'name'): Promise<string> {
  const [sealed] = await vault.seal([item(subject, text, field)]);
  if (sealed === undefined) throw new Error('seal answered nothing');
  return sealed;
}

function sealing({ vault }: World): void {
  it('reveals what it sealed, for several persons and fields in order', async () => {
    const items = [item('p1', '张三'), item('p2', '李四'), item('p1', '', 'note'), item('p3', '𠮷'.repeat(1_000))];
    const sealed = await vault().seal(items);
    expect(sealed.every(isSealed)).toBe(true);
    expect(await vault().reveal(sealed)).toEqual(items.map(({ text }) => text));
    expect(await vault().reveal([])).toEqual([]);
    expect(await vault().seal([])).toEqual([]);
  });

  it('hides the text, and seals the same text differently each time', async () => {
    const [a, b] = await vault().seal([item('p1', 'zhangsan-zhangsan'), item('p1', 'zhangsan-zhangsan')]);
    expect(a).not.toBe(b);
    expect(a).not.toContain('zhangsan');
    expect(a).not.toContain(Buffer.from('zhangsan-zhangsan').toString('base64url').slice(0, 12));
  });

  it('throws on a text that was changed or moved to another person or field', async () => {
    const sealed = await sealOne(vault(), 'p1', '张三');
    await sealOne(vault(), 'p2', '李四');
    expect(await vault().reveal([sealed])).toEqual(['张三']);
    await expect(vault().reveal([sealed.replace(':p1:', ':p2:')])).rejects.toThrow(/changed/);
    await expect(vault().reveal([sealed.replace(':name:', ':note:')])).rejects.toThrow(/changed/);
    await expect(vault().reveal([sealed.replace(':p1:', ':p9:')])).rejects.toThrow(/no key/);
    const start = sealed.lastIndexOf(':') + 1;
    for (const at of [start, start + 14, start + 18, sealed.length - 4]) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      await expect(vault().reveal([sealed.slice(0, at) + other + sealed.slice(at + 1)])).rejects.toThrow(/changed/);
    }
    await expect(vault().reveal([sealed.slice(0, -4)])).rejects.toThrow();
    await expect(vault().reveal([sealed.slice(0, start + 8)])).rejects.toThrow(/too short/);
    await expect(vault().reveal(['张三'])).rejects.toThrow(/not a sealed text/);
  });

  it('refuses a subject or field that would not read back', async () => {
    await expect(vault().seal([item('p:1', 'x')])).rejects.toThrow(/cannot seal/);
    await expect(vault().seal([item('p1', 'x', 'a:b')])).rejects.toThrow(/cannot seal/);
    await expect(vault().seal([item('', 'x')])).rejects.toThrow(/cannot seal/);
  });

  it('makes one key for a person sealed by many calls at once', async () => {
    const sealed = await Promise.all(Array.from({ length: 100 }, (_, n) => sealOne(vault(), `p${n % 3}`, `text ${n}`)));
    expect(await vault().reveal(sealed)).toEqual(sealed.map((_, n) => `text ${n}`));
  });
}

function erasing({ vault, setup, swap }: World): void {
  it('leaves nothing to reveal after a key is destroyed, and other persons untouched', async () => {
    const [gone, note, kept] = await vault().seal([item('p1', '张三'), item('p1', '备注', 'note'), item('p2', '李四')]);
    expect(await vault().reveal([gone ?? ''])).toEqual(['张三']);
    await vault().destroy('p1');
    await vault().destroy('p1');
    expect(await vault().reveal([gone ?? '', note ?? '', kept ?? ''])).toEqual([undefined, undefined, '李四']);
  });

  it('counts erasures, so that who keeps a revealed text knows when to ask again', async () => {
    const sealed = await sealOne(vault(), 'p1', '张三');
    const before = await vault().erasures();
    expect(await vault().reveal([sealed])).toEqual(['张三']);
    expect(await vault().erasures()).toBe(before);
    await vault().destroy('p1');
    expect(await vault().erasures()).not.toBe(before);
  });

  it('throws SubjectErased when anything is sealed for an erased person, and seals nothing of that call', async () => {
    await sealOne(vault(), 'p1', '张三');
    await vault().destroy('p1');
    const refused = vault().seal([item('p2', '李四'), item('p1', '张三')]);
    await expect(refused).rejects.toBeInstanceOf(SubjectErased);
    await expect(refused).rejects.toMatchObject({ subject: 'p1' });
    expect(await vault().reveal([await sealOne(vault(), 'p2', '李四')])).toEqual(['李四']);
  });

  it('never gives a key to a person who was erased before having one', async () => {
    await vault().destroy('p1');
    await expect(sealOne(vault(), 'p1', '张三')).rejects.toBeInstanceOf(SubjectErased);
  });

  it('lets an erasure win over a sealing that has not been answered', async () => {
    const sealing = sealOne(vault(), 'p1', '张三').then(
      async (sealed) => (await vault().reveal([sealed]))[0],
      (error: unknown) => (error instanceof SubjectErased ? undefined : String(error)),
    );
    await vault().destroy('p1');
    expect(await sealing).toBeUndefined();
  });

  it('keeps keys, erasures and secrets over a restart', async () => {
    const [one, two] = await vault().seal([item('p1', '张三'), item('p2', '李四')]);
    await vault().destroy('p1');
    const [id, secret] = [vault().pseudonym('id-card', '110101'), vault().secret('token')];
    await vault().close();
    if (!setup().durable) return;
    swap(await setup().open());
    expect(await vault().reveal([one ?? '', two ?? ''])).toEqual([undefined, '李四']);
    await expect(sealOne(vault(), 'p1', '张三')).rejects.toBeInstanceOf(SubjectErased);
    expect(vault().pseudonym('id-card', '110101')).toBe(id);
    expect(vault().secret('token').equals(secret)).toBe(true);
  });
}

function deriving({ vault, make }: World): void {
  it('gives lasting pseudonyms that differ by text and purpose', () => {
    const id = vault().pseudonym('id-card', '110101199001011234');
    expect(id).toMatch(/^[a-z2-7]{20}$/);
    expect(vault().pseudonym('id-card', '110101199001011234')).toBe(id);
    expect(vault().pseudonym('id-card', '110101199001011235')).not.toBe(id);
    expect(vault().pseudonym('phone', '110101199001011234')).not.toBe(id);
  });

  it('gives 32 secret bytes for each purpose, of this vault alone', async () => {
    const secret = vault().secret('token');
    expect(secret).toHaveLength(32);
    expect(vault().secret('token').equals(secret)).toBe(true);
    expect(vault().secret('fingerprint').equals(secret)).toBe(false);
    const otherSetup = await make();
    const other = await otherSetup.open();
    expect(other.secret('token').equals(secret)).toBe(false);
    await other.close();
    await otherSetup.cleanup();
  });
}
