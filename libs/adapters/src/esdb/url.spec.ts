import { openEsdbEventStore } from './event-store';
import { refuseUnknownOptions } from './url';

it('names an option that the client does not know, before the client prints the password beside it', () => {
  const warned = jest.spyOn(console, 'warn').mockReturnValue();
  const url = 'esdb://admin:geheim@127.0.0.1:2113?tls=false&maxRetries=3';
  expect(() => openEsdbEventStore({ url })).toThrow(/^(?!.*geheim).*EVENTSTORE_URL.*maxRetries/s);
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});

it('takes every option of the client, however it is written', () => {
  expect(() => refuseUnknownOptions('esdb://a,b:1/?TLS=false&node-preference=random&tls_ca_file=x&')).not.toThrow();
});

it.each(['esdb://u:ge?heim@a', 'esdb://u:ge?heim=1@a', 'esdb://u:x@a?ge%25heim=1'])(
  'does not show what may be a part of a password: %s',
  (url) => {
    expect(() => refuseUnknownOptions(url)).toThrow(/^(?!.*heim).*不认识的选项/s);
  },
);
