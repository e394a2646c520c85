import { leakIn } from './scan';

it.each([
  '110101199003074514',
  '11010119900307451X',
  '身份证11010119900307451x，男',
  '１１０１０１１９９００３０７４５１４',
  '110101 19900307 4514',
  '110101-1990-0307-4514',
  '110101\u200b199003074514',
  '110101900307451',
  '卡号6222020200112230123',
])('domain-rules 41: %j is an identity number or a bank card', (text) => expect(leakIn(text)).toBe('id-number'));

it.each(['13800138000', '电话：138 0013 8000', '+86-138-0013-8000', '１３８００１３８０００', '8613800138000'])(
  'domain-rules 41: %j is a phone',
  (text) => expect(leakIn(text)).toBe('phone'),
);

it.each([
  '110101********4514',
  '138****8000',
  '010-68591234',
  '+1815采煤队2班',
  '宁波81890求助服务中心',
  '唐工字〔2023〕25号',
  '2024-03-12 2024-03-18',
  '2018年4月20日17:00',
  '91310000MA1FL0000X',
  '',
])('domain-rules 41: %j may be printed', (text) => expect(leakIn(text)).toBeUndefined());

it('lets a phone pass that is published on purpose, and no other', () => {
  expect(leakIn('举报电话：138-0013-8000', ['13800138000'])).toBeUndefined();
  expect(leakIn('举报电话：13800138000，13900139000', ['13800138000'])).toBe('phone');
});
