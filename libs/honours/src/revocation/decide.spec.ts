import { specFor } from '@xf/es/testing';
import { adoptionFold } from '../adoption/rules';
import { adopted } from '../testing/keeping';
import type { RevocationCommand } from './command';
import { revocation } from './decide';
import type { RevocationEvent } from './events';

const given = specFor(revocation, { given: adopted(), now: Date.parse('2023-10-01T02:00:00Z'), actor: 'wang' });
const ids = Array.from({ length: 92 }, (_, n) => `h${n}`);
const decide: RevocationCommand = {
  type: 'DecideRevocation',
  ...{ revocation: 'rev1', organization: 'd1', award: 'medal', cause: 'crime', decision: '唐工字[2023]25号' },
  ...{ approvedBy: '市总工会', decidedOn: '2023-08-28', returnBy: '2023-08-20', count: 92, honours: ids },
};
const decided: RevocationEvent = {
  type: 'RevocationDecided',
  ...{ revocation: 'rev1', organization: 'd1', award: 'medal', kind: 'ordered', cause: 'crime' },
  ...{ causeTitle: '受刑事处罚', decision: { issuer: '唐工字', year: 2023, number: 25 }, approvedBy: '市总工会' },
  ...{ decidedOn: '2023-08-28', returnBy: '2023-08-20', count: 92, by: 'wang' },
};

it('domain-rules 105, 110: one decision of 92 units with its number and the day plaques are due back', () =>
  given().when(decide).then(decided));

it('domain-rules 116: another stated number decides nothing', () =>
  given()
    .when({ ...decide, count: 93 })
    .thenRejected({ code: 'count-differs', stated: 93, listed: 92 }));

it('refuses an id that is taken and an honour listed twice', () => {
  given(decided).when(decide).thenRejected({ code: 'revocation-exists' });
  given()
    .when({ ...decide, honours: [...ids.slice(1), 'h5'] })
    .thenRejected({ code: 'honour-repeated', honour: 'h5' });
});

it('domain-rules 109: needs a cause from the list, a number it can read and a day that has come', () => {
  given()
    .when({ ...decide, cause: 'rude' })
    .thenRejected({ code: 'cause-unknown', cause: 'rude', known: ['fraud', 'crime', 'failed', 'gone'] });
  given()
    .when(decide, { given: adoptionFold.initial })
    .thenRejected({ code: 'rules-not-adopted', award: 'medal', day: '2023-08-28' });
  given()
    .when({ ...decide, decision: '25' })
    .thenRejected({ code: 'decision-unreadable' });
  given()
    .when({ ...decide, decision: '唐工字〔2050〕25号' })
    .thenRejected({ code: 'decision-year-off', from: 2023, to: 2023 });
  given()
    .when({ ...decide, decidedOn: '2023-10-02' })
    .thenRejected({ code: 'keeping-day-ahead', field: 'decidedOn' });
  given()
    .when({ ...decide, returnBy: '2023-09-31' })
    .thenRejected({ code: 'keeping-day-unknown', field: 'returnBy' });
});
