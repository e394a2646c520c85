import type { AdoptionState } from '../adoption/rules';
import { hashAwardDocument, type AwardDocument } from '../award/rules';
import { medal } from './examples';

/** A medal with everything an award document may say of honours once they are given. */
export const keptMedal: AwardDocument = {
  ...medal,
  instant: { listDay: '05-01' },
  issuers: ['区总工会', '团区委'],
  certificates: [
    { series: 'paper', name: '证书', prefix: '黄奖章', digits: 4, onConferral: true },
    { series: 'plaque', name: '奖牌', prefix: '黄牌', digits: 3, onConferral: false },
  ],
  benefits: [
    { benefit: 'bonus', title: '奖金', amount: '5000', per: 'once', from: '1985-01-01', to: '2020-12-31' },
    { benefit: 'bonus', title: '奖金', amount: '10000', per: 'once', from: '2021-01-01', posthumous: true },
    { benefit: 'allowance', title: '荣誉津贴', amount: '300.50', per: 'month', from: '2022-01-01' },
  ],
  removal: {
    causes: [
      { cause: 'fraud', title: '弄虚作假', kind: 'ordered', fraud: true },
      { cause: 'crime', title: '受刑事处罚', kind: 'ordered' },
      { cause: 'failed', title: '复查不合格且逾期未整改', kind: 'automatic' },
      { cause: 'gone', title: '单位撤销', kind: 'natural' },
    ],
    rectification: { count: 1, unit: 'months' },
  },
  recheck: { every: { count: 2, unit: 'years' }, missed: 'removed' },
};

export const adopted = (document: AwardDocument = keptMedal, from = '2008-01-01'): AdoptionState => ({
  wordings: [{ from, hash: hashAwardDocument(document), document }],
});
