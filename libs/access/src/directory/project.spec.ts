import { memoryViews } from '@xf/adapters';
import { foldBatch, type Recorded, type ViewReader } from '@xf/es';
import { holds, isNamedWithin, may } from './query';
import { directory, type AccessEvent, type DirectoryRow } from './project';

const recorded = (event: AccessEvent): Recorded<AccessEvent> => ({ event }) as Recorded<AccessEvent>;
const foldAll = (...events: readonly AccessEvent[]): DirectoryRow | undefined =>
  events.reduce<DirectoryRow | undefined>((row, event) => directory.fold(row, recorded(event), ''), undefined);

const created = {
  type: 'AccountCreated',
  account: 'li',
  displayName: 'sealed:1:a',
  passwordHash: 'sealed:1:b',
} as const;
const granted = { type: 'RoleGranted', account: 'li', role: 'judge', organization: 'hsq' } as const;

describe('directory', () => {
  it('keeps an organisation with its path, in tree order', () => {
    const row = foldAll({
      type: 'OrganizationRegistered',
      organization: 'hsq',
      name: '黄山区',
      level: 'district',
      parent: 'hs',
      path: ['hs', 'hsq'],
    });
    expect(row).toMatchObject({ kind: 'organization', organization: 'hsq', path: ['hs', 'hsq'] });
    expect(row && directory.places(row, '', () => undefined)).toEqual([{ set: 'organizations', sort: 'hs/hsq' }]);
  });

  it('keeps an account with its grants, listed where it holds some', () => {
    const row = foldAll(created, granted, { ...granted, role: 'auditor' }, { ...granted, organization: 'twx' });
    expect(row).toMatchObject({ account: 'li', disabled: false, displayName: 'sealed:1:a' });
    expect(row && directory.places(row, '', () => undefined).map(({ set }) => set)).toEqual([
      'accounts',
      'accounts/hsq',
      'accounts/twx',
    ]);
  });

  it('takes revocation, a new password and disabling in', () => {
    const row = foldAll(
      created,
      granted,
      { ...granted, type: 'RoleRevoked' },
      { type: 'PasswordChanged', account: 'li', passwordHash: 'sealed:1:c' },
      { type: 'AccountDisabled', account: 'li' },
    );
    expect(row).toMatchObject({ grants: [], passwordHash: 'sealed:1:c', disabled: true });
  });

  it('a role covers what is below where it is held, and nothing above or beside', () => {
    const grants = [{ role: 'organizer', organization: 'hs' }] as const;
    expect(holds(grants, ['organizer'], ['ah', 'hs', 'hsq'])).toBe(true);
    expect(holds(grants, ['organizer'], ['ah', 'hs'])).toBe(true);
    expect(holds(grants, ['organizer'], ['ah'])).toBe(false);
    expect(holds(grants, ['organizer'], ['ah', 'xc'])).toBe(false);
    expect(holds(grants, ['judge'], ['ah', 'hs'])).toBe(false);
  });

  it('an account may act where its role reaches, and nowhere once it is disabled', () => {
    const organization = foldAll({
      type: 'OrganizationRegistered',
      organization: 'mill',
      name: '纺织厂',
      level: 'unit',
      parent: 'hsq',
      path: ['hs', 'hsq', 'mill'],
    });
    const rowsWith = (...more: readonly AccessEvent[]) => {
      const rows = new Map([
        ['organization/mill', organization],
        ['account/li', foldAll(created, granted, ...more)],
      ]);
      return { get: (key: string) => rows.get(key) } as ViewReader<DirectoryRow>;
    };
    expect(may(rowsWith(), 'li', ['judge'], 'mill')).toBe(true);
    expect(may(rowsWith(), 'li', ['organizer'], 'mill')).toBe(false);
    expect(may(rowsWith(), 'li', ['judge'], 'unknown')).toBe(false);
    expect(may(rowsWith(), 'nobody', ['judge'], 'mill')).toBe(false);
    expect(may(rowsWith({ type: 'AccountDisabled', account: 'li' }), 'li', ['judge'], 'mill')).toBe(false);
  });

  it('finds a name at an organisation and below it, and nowhere beside it', () => {
    const view = memoryViews().open<DirectoryRow>('directory', 1);
    const place = (id: string, name: string, ...path: readonly string[]) =>
      ({ type: 'OrganizationRegistered', organization: id, name, level: 'unit', path: [...path, id] }) as const;
    const below = Array.from({ length: 600 }, (_, n) => place(`m${n}`, `第${n}分厂`, 'hs', 'hsq'));
    const all = [place('hs', '黄山市'), place('hsq', '黄山区', 'hs'), ...below, place('hsq2', '徽州区', 'hs')];
    view.commit(foldBatch(directory, view, all.map(recorded)), 1);
    const found = ['黄山区', '第599 分厂', '徽州区', '黄山市'].map((name) => isNamedWithin(view, 'hsq', name));
    expect(found).toEqual([true, true, false, false]);
    expect(isNamedWithin(view, 'hs', '徽州区')).toBe(true);
    expect(isNamedWithin(view, 'nowhere', '徽州区')).toBe(false);
  });
});
