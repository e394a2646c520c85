import { redisAddressOf } from './url';

it.each([
  ['redis://redis', { nodes: [{ host: 'redis', port: 6379 }], cluster: false }],
  ['redis://10.0.0.1:7000/', { nodes: [{ host: '10.0.0.1', port: 7000 }], cluster: false }],
  ['redis://[::1]:7000', { nodes: [{ host: '::1', port: 7000 }], cluster: false }],
  ['redis://:se%40cret@a:1', { nodes: [{ host: 'a', port: 1 }], cluster: false, password: 'se@cret' }],
  ['rediss://u:p@a:1', { nodes: [{ host: 'a', port: 1 }], cluster: false, tls: true, username: 'u', password: 'p' }],
  ['redis://a:1?cluster=true', { nodes: [{ host: 'a', port: 1 }], cluster: true }],
  [
    'redis://a:1,b:2',
    {
      nodes: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
      cluster: true,
    },
  ],
])('%s is an address', (text, address) => {
  expect(redisAddressOf('REDIS_URL', text)).toEqual(address);
});

it.each([
  '',
  'a:1',
  'http://a:1',
  'redis://',
  'redis://a:99999',
  'redis://a b',
  'redis://p:geheim@a:1?db=2',
  'redis://a:1,',
  'redis://u:geheim@x@a:1',
])('%p is refused without being shown', (text) => {
  expect(() => redisAddressOf('REDIS_URL', text)).toThrow(/^REDIS_URL：应为 redis:/);
  expect(() => redisAddressOf('REDIS_URL', text)).not.toThrow(/geheim/);
});

it.each(['redis://u:ge%heim@a:1', 'redis://u:geheim:geheim@a:1', 'redis://u:geheim:@a:1'])(
  '%p is refused and says how to write a password, without showing it',
  (text) => {
    expect(() => redisAddressOf('REDIS_URL', text)).toThrow(/^REDIS_URL：.*%3A.*%25/s);
    expect(() => redisAddressOf('REDIS_URL', text)).toThrow(/^(?!.*(geheim|ge%heim))/s);
  },
);
