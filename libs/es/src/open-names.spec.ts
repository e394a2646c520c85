import { memoryVault } from '@xf/adapters';
import { erasedName, openNames } from './open-names';

const seal = async (vault: ReturnType<typeof memoryVault>, field: string, ...texts: string[]) =>
  vault.seal(texts.map((text) => ({ subject: `p-${text}`, field, text })));

describe('names in an answer', () => {
  it('domain-rules 123: are opened wherever they stand, by one call, and say when they were erased', async () => {
    const vault = memoryVault();
    const [zhang, li] = await seal(vault, 'name', '张三', '李四');
    await vault.destroy('p-李四');
    const reveal = jest.spyOn(vault, 'reveal');
    const answer = {
      rows: [
        { name: zhang, members: [li, zhang] },
        { name: 'First shift', rank: 1 },
      ],
      total: 2,
      none: null,
    };
    expect(await openNames(vault, answer)).toEqual({
      rows: [
        { name: '张三', members: [erasedName, '张三'] },
        { name: 'First shift', rank: 1 },
      ],
      total: 2,
      none: null,
    });
    expect(reveal).toHaveBeenCalledTimes(1);
  });

  it('are masked for whoever may not read them; an erased one shows nothing to mask', async () => {
    const vault = memoryVault();
    const names = await seal(vault, 'name', '张三', '李四');
    await vault.destroy('p-李四');
    expect(await openNames(vault, names, (name) => `${name.slice(0, 1)}*`)).toEqual(['张*', erasedName]);
  });

  it('take in what else is asked for by its field', async () => {
    const vault = memoryVault();
    const sealed = {
      name: (await seal(vault, 'name', '张三'))[0],
      ethnicity: (await seal(vault, 'ethnicity', '回族'))[0],
    };
    expect(await openNames(vault, sealed)).toEqual({ ...sealed, name: '张三' });
    const both = await openNames(vault, sealed, undefined, ['name', 'ethnicity']);
    expect(both).toEqual({ name: '张三', ethnicity: '回族' });
  });

  it('domain-rules 120: are all that is opened: a number beside them stays sealed', async () => {
    const vault = memoryVault();
    const [name] = await seal(vault, 'name', '张三');
    const [idNumber] = await seal(vault, 'idNumber', '110101199001011234');
    expect(await openNames(vault, { name, idNumber })).toEqual({ name: '张三', idNumber });
  });
});
