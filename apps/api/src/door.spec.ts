import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { roles, type Role } from '@xf/access';
import { throwawayRuntime } from '@xf/runtime';
import { EdgeModule, Public, serverAdapter, SignedIn } from '@xf/nest';
import { password, pick, World } from './testing/world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => world.close());

const signIn = (account: string, secret = password) =>
  world.request('POST', '/api/sessions', {}, { account, password: secret });

describe('signing in', () => {
  it('gives a token that says who somebody is for 30 minutes', async () => {
    expect((await world.get('organizer', '/api/me')).body).toMatchObject({
      account: 'organizer',
      displayName: 'organizer先生',
      grants: [{ role: 'organizer', organization: 'east', path: ['city', 'east'] }],
    });
    world.clock.advance(30 * 60_000 + 1_000);
    expect(await world.get('organizer', '/api/me')).toMatchObject({ status: 401, body: { code: 'token-refused' } });
  });

  it('says the same about a wrong password and an unknown account', async () => {
    const wrong = await signIn('organizer', 'not the password');
    const unknown = await signIn('nobody_here');
    expect(wrong).toMatchObject({ status: 401, body: { code: 'sign-in-refused' } });
    expect(pick(unknown.body, 'title')).toBe(pick(wrong.body, 'title'));
    expect(unknown.status).toBe(401);
  });

  it('locks an account for 15 minutes after five failures, for the right password too', async () => {
    for (let n = 0; n < 5; n++) expect((await signIn('organizer', 'wrong')).status).toBe(401);
    const locked = await signIn('organizer');
    expect(locked).toMatchObject({ status: 429, headers: { 'retry-after': '900' } });
    world.clock.advance(15 * 60_000 - 1);
    expect((await signIn('organizer')).status).toBe(429);
    world.clock.advance(1);
    expect((await signIn('organizer')).status).toBe(200);
  });

  it('counts guesses made at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => signIn('organizer', 'wrong')));
    expect(all.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(3);
  });

  it('locks an address that tries many accounts', async () => {
    for (const account of ['a1', 'a2', 'a3', 'a4', 'a5']) await signIn(account);
    expect((await signIn('organizer')).status).toBe(429);
  });

  it.each(['Basic b3JnYW5pemVy', 'Bearer x', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.', ''])(
    'does not take %j for a token',
    async (authorization) => {
      const answer = await world.request('GET', '/api/me', { authorization });
      expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
    },
  );

  it('takes identity from the token and from no header a client may write', async () => {
    const headers = { 'x-actor': 'admin', 'x-user': 'admin', 'x-forwarded-user': 'admin' };
    expect((await world.request('GET', '/api/me', headers)).status).toBe(401);
  });

  it('a changed password ends the tokens made before it', async () => {
    const change = { current: password, password: '另一把好锁-2027年' };
    expect((await world.post('organizer', '/api/me/password', { ...change, current: 'wrong' })).status).toBe(401);
    const key = { 'idempotency-key': 'change-1' };
    expect((await world.post('organizer', '/api/me/password', change, key)).status).toBe(201);
    expect((await world.get('organizer', '/api/me')).status).toBe(401);
    expect((await signIn('organizer')).status).toBe(401);
    const token = String(pick((await signIn('organizer', change.password)).body, 'token'));
    const repeat = await world.request(
      'POST',
      '/api/me/password',
      { ...key, authorization: `Bearer ${token}` },
      change,
    );
    expect(repeat).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
  });
});

describe('accounts and organisations', () => {
  it('a revoked role is gone at the next request', async () => {
    const grant = { role: 'organizer', organization: 'east' };
    const check = () => world.post('organizer', '/api/rule-documents/check', { document: {} });
    expect((await check()).status).toBe(200);
    expect((await world.post('admin', '/api/accounts/organizer/revocations', grant)).status).toBe(201);
    expect(await check()).toMatchObject({ status: 403, body: { code: 'role-missing' } });
  });

  it('a disabled account is out at the next request', async () => {
    await world.token('judge');
    expect((await world.post('admin', '/api/accounts/judge/disablement', undefined)).status).toBe(201);
    expect((await world.get('judge', '/api/me')).status).toBe(401);
    expect((await signIn('judge')).status).toBe(401);
  });

  it('an administrator opens an account and grants a role below their own place only', async () => {
    await world.done('admin', '/api/organizations', {
      organization: 'mill',
      name: '第一纺织厂',
      level: 'unit',
      parent: 'east',
    });
    await world.done('admin', '/api/accounts', { account: 'li_ming', displayName: '李明', password });
    await world.done('admin', '/api/accounts/li_ming/grants', { role: 'administrator', organization: 'mill' });
    const grant = { role: 'organizer', organization: 'mill' };
    await world.done('li_ming', '/api/accounts/judge/grants', grant);
    expect((await world.post('li_ming', '/api/accounts/judge/grants', { ...grant, organization: 'east' })).status).toBe(
      404,
    );
    expect((await world.post('li_ming', '/api/accounts/admin/disablement', undefined)).status).toBe(404);
    const list = await world.get('judge', '/api/organizations');
    expect(pick(list.body, 'rows')).toEqual(
      expect.arrayContaining([expect.objectContaining({ organization: 'mill', path: ['city', 'east', 'mill'] })]),
    );
  });

  it('keeps names and password hashes out of the log', async () => {
    await world.done('admin', '/api/accounts', { account: 'li_ming', displayName: '李明明', password });
    const log = JSON.stringify(await world.runtime.engine.store.readAll(0, 1_000));
    expect(log).toContain('AccountCreated');
    expect(log).not.toMatch(/李明明|scrypt|一把好锁/);
  });

  it('repeats the opening of an account, whose salt follows from the key', async () => {
    const body = { account: 'li_ming', displayName: '李明', password };
    const key = { 'idempotency-key': 'open-li' };
    const first = await world.post('admin', '/api/accounts', body, key);
    const second = await world.post('admin', '/api/accounts', body, key);
    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 201, body: first.body as object });
    expect((await world.post('admin', '/api/accounts', { ...body, password: 'another-password' }, key)).status).toBe(
      422,
    );
  });
});

/** Which routes each role may use at all; where, is asked with the resource. A new route must be put in its line. */
const everybody = [
  'explainEntry',
  'explainWhyNot',
  'getAwardDocumentSchema',
  'getRoundDocumentSchema',
  'getBoard',
  'getCompetition',
  'getFlag',
  ...['getErasurePolicySchema', 'getListText'],
  ...['getNoticeDocumentSchema', 'getNoticeText', 'getQuotaFormulaSchema'],
  'getShortlistDocumentSchema',
  'getPublication',
  'getRuleDocumentSchema',
  'getSummary',
  'listBoards',
  'listChangesBetweenPublications',
  'listCompetitions',
  'listHonours',
  'listPublicationChanges',
  'listPublications',
  'livez',
  'readFeed',
  'readyz',
  'signIn',
  'watchBoard',
];
const signedIn = ['changePassword', 'listOrganizations', 'whoAmI'];
const staff = ['getEntry', 'listChanges', 'listEntries'];
const sheets = ['downloadSheet', 'keySheet', 'settleSheet', 'uploadSheet'];
const sheetReading = ['getSheet', 'listSheetCodes', 'listSheets'];
const both = ['compareBoards'];
const hearing = ['getAppeal', 'getSanction', 'listAppeals', 'listSanctions'];
const marking = ['listAnomalies', 'listJudgeFigures'];
const trials = ['getMargin', 'listTrials'];
const campaigns = [
  ...['getCampaign', 'getProposal', 'getStatistics', 'getUnitBoard', 'listFigureEvents', 'listProposals'],
];
const years = ['getYearFigures', 'getYearTable', 'listRegionFigures', 'listYearFigureEvents'];
const registry = ['getPerson', 'getTeam', 'getUnit', 'listPeople', 'listTeams', 'listUnits'];
const keepingRegister = [
  ...['exportRegister', 'importRegister'],
  ...['clearPersonBar', 'clearUnitBar', 'dissolveTeam', 'mergeUnit', 'movePerson', 'recordPersonBar', 'recordUnitBar'],
  ...['registerPerson', 'registerTeam', 'registerUnit', 'renamePerson', 'renameTeam', 'renameUnit'],
  ...['statePersonAttributes', 'stateUnitAttributes', 'transferTeam'],
];
const roundStaff = [
  ...['explainNomination', 'getRound', 'getRoundDocument', 'getShortlist', 'listNominations', 'listRounds'],
  ...['downloadNotice', 'getNotice', 'getNoticeCertificate', 'getQuota', 'listNotices'],
  ...['getReview', 'listReviews'],
  ...['getProposedShortlist', 'getRoundFigures', 'recomputeShortlist'],
  'listCandidacies',
];
const registered = [
  ...['getEntitlement', 'getHonour', 'getRevocation', 'listAwardRules', 'listChangedPlaces', 'listHonoursDue'],
  ...['listRegister', 'listSingleListed'],
];
const registering = [
  ...['adoptAwardRules', 'checkHonour', 'issueCertificates', 'keepHonour', 'rectifyHonour', 'replaceCertificate'],
  ...['returnPlaques', 'revokeHonours'],
];
const correcting = ['confirmHonourCorrection', 'confirmNominationCorrection'];
const lists = [
  'compareListVersions',
  'downloadDecision',
  'downloadList',
  'downloadListCorrection',
  'downloadListExport',
  'exportList',
  'getListExport',
  'listPreparedLists',
];
const erasing = ['confirmErasure', 'declineErasure', 'listErasures', 'requestErasure'];
const posting = [
  ...['checkNoticeDocument', 'closeNotice', 'fileObjection', 'openNotice', 'pinNoticeRules', 'reopenNotice'],
  'addNoticeYear',
  ...['allocateQuota', 'promoteSubstitute', 'rankCandidates'],
  ...['proposeShortlist', 'stateMerits'],
];
const reviewing = ['closeReview', 'decideAudits', 'nameCommittee', 'openReview', 'replaceMember', 'replaceMinutes'];
const counting = ['countBallot', 'getCommittee'];
const upChain = [
  ...['acceptCandidacy', 'attachCandidacyMaterial', 'attachCandidacyResolution', 'fileCandidacy', 'getCandidacy'],
  ...['recordCandidacyOpinion', 'returnCandidacy', 'sendCandidacyUp', 'stateCandidacyFacts'],
  ...['acceptCandidacies', 'recommendByFile', 'recordCandidacyOpinions', 'returnCandidacies', 'sendCandidaciesUp'],
];
const matrix: Readonly<Record<Role, readonly string[]>> = {
  organizer: [
    ...upChain,
    ...staff,
    ...both,
    ...roundStaff,
    ...hearing,
    ...marking,
    'settleAnomaly',
    ...campaigns,
    ...years,
    ...sheets,
    ...sheetReading,
    ...[...posting, 'listObjections', 'verifyObjection'],
    ...[...reviewing, ...counting],
    ...[...registered, ...registering, 'conferInstantly'],
    ...[...lists, 'listDownloads', 'getListPreparation', 'prepareList', 'withdrawList', ...erasing],
    ...['issueSheet', 'withdrawSheet'],
    ...[...correcting, 'correctHonour', 'correctNominatedMember', 'correctNomination', 'importListFile'],
    ...['checkCampaignDocument', 'claimBenefit', 'implementProposal', 'joinCampaign', 'openCampaign'],
    ...['publishSummary', 'submitProposal'],
    ...['getMoney', 'setTarget', 'stateFigure'],
    ...[...registry, ...keepingRegister],
    ...['cancelContest', 'drawCodes', 'letSpreadStand', 'listDecoded', 'mergeContest', 'openCodes', 'remarkScore'],
    'reviseRules',
    ...['checkInEntry', 'nameHeadJudge', 'scheduleStart'],
    ...trials,
    'tryRules',
    ...['decideAppeal', 'fileAppeal', 'recordSanction', 'takeAdvancing', 'takeTotals', 'withdrawAppeal'],
    ...['checkAwardDocument', 'checkRoundDocument'],
    'checkRuleDocument',
    'conferHonours',
    ...['confirmCorrection', 'confirmEntryChange', 'refuseCorrection', 'refuseEntryChange'],
    ...[
      'confirmAmendment',
      'correctEntryAttributes',
      'correctEntryName',
      'getAdvancement',
      'refuseAmendment',
      'renewCarried',
    ],
    'voidCodes',
    'correctScore',
    'disqualifyEntry',
    'freezeScores',
    'markAbsent',
    'openCompetition',
    'openRound',
    'planCompetition',
    'publishResults',
    'recommend',
    'recordScore',
    'registerEarlierHonour',
    'reinstateEntry',
    'submitEntry',
    'vetoEntry',
    'voidScore',
    'withdrawEntry',
    'withdrawNomination',
  ],
  judge: [
    ...staff,
    ...hearing,
    ...sheets,
    ...sheetReading,
    ...['decideAppeal', 'listCodes', 'listJudgeFigures', 'recordScore', 'remarkByCode', 'remarkScore'],
    ...['letSpreadStand', 'letSpreadStandByCode', 'scoreByCode', 'signSanction'],
  ],
  committee: [
    'getCandidacy',
    ...staff,
    ...both,
    ...roundStaff,
    ...hearing,
    ...campaigns,
    ...years,
    ...['adoptProposal', 'correctBenefit', 'declineProposal', 'verifyBenefit'],
    ...[...registered, 'conferInstantly'],
    ...lists,
    ...['confirmShortlist', 'conferHonours', 'decideAppeal', 'listObjections', 'resolveObjection'],
    ...registry,
    ...[...counting, 'declareKin', 'declareRecusal', 'scoreNominees'],
    'proposeShortlist',
    ...correcting,
  ],
  publicity: [...staff, ...roundStaff, ...campaigns, ...years, ...lists, 'getListPreparation', 'prepareList'],
  auditor: [
    'getCandidacy',
    ...staff,
    ...both,
    ...roundStaff,
    ...hearing,
    ...marking,
    ...campaigns,
    ...sheetReading,
    ...trials,
    ...years,
    ...registry,
    ...counting,
    ...registered,
    ...lists,
    ...['getAdvancement', 'getMoney', 'listDecoded', 'listDownloads', 'listErasures', 'listObjections'],
  ],
  administrator: [
    ...roundStaff,
    ...registry,
    ...[...erasing, 'pinErasurePolicy'],
    'createAccount',
    'disableAccount',
    'discardJob',
    'grantRole',
    'listJobs',
    'rebuildBoards',
    'registerOrganization',
    'retryJob',
    'revokeRole',
    'skipDelivery',
  ],
};

describe('route × role', () => {
  const who = {
    administrator: 'admin',
    organizer: 'organizer',
    judge: 'judge',
    committee: 'committee',
    publicity: 'publicity',
    auditor: 'auditor',
  };

  it.each(roles)('%s may use exactly the routes of the table', async (role) => {
    const me = await world.get(who[role], '/api/me');
    expect(pick(me.body, 'routes')).toEqual([...everybody, ...signedIn, ...matrix[role]].sort());
  });

  it.each(roles)('%s is refused at the door of every other route', async (role) => {
    const document = (await world.get(undefined, '/openapi.json')).body;
    const allowed = new Set([...everybody, ...signedIn, ...matrix[role]]);
    let refused = 0;
    for (const [path, methods] of Object.entries(pick(document, 'paths') as Record<string, object>)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (allowed.has(String(pick(operation, 'operationId')))) continue;
        const url = path.replaceAll(/\{\w+\}/g, 'x');
        const send = (name?: string) => (method === 'get' ? world.get(name, url) : world.post(name, url, {}));
        expect(await send(who[role])).toMatchObject({ status: 403, body: { code: 'role-missing' } });
        expect(await send()).toMatchObject({ status: 401, body: { code: 'sign-in-needed' } });
        refused += 1;
      }
    }
    const all = new Set(Object.values(matrix).flat());
    expect(refused).toBe(all.size - matrix[role].length);
  });
});

describe('start-up', () => {
  @Controller('bare')
  class BareController {
    @Get('open')
    @Public()
    open(): string {
      return '';
    }

    @Get('forgotten')
    forgotten(): string {
      return '';
    }

    @Get('twice')
    @Public()
    @SignedIn()
    twice(): string {
      return '';
    }
  }

  it('refuses routes that do not say whom they are for, or say it twice', async () => {
    @Module({ controllers: [BareController] })
    class BareModule {}
    const runtime = await throwawayRuntime();
    const edge = EdgeModule.with({ runtime, logBug: () => undefined });
    const app = await NestFactory.create({ module: BareModule, imports: [edge] }, serverAdapter({}), { logger: false });
    await expect(app.init()).rejects.toThrow(/exactly one of.*: BareController\.forgotten, BareController\.twice$/);
    await runtime.close();
  });
});
