import { settingsOf } from './settings';

it('takes an address for traces, and refuses what is none without showing it', () => {
  const tracesOf = (text: string) => settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: text }).traces;
  expect([tracesOf(''), tracesOf('http://127.0.0.1:4318'), tracesOf('https://otel.example/x')]).toEqual([
    false,
    true,
    true,
  ]);
  for (const text of ['geheim', 'geheim:4318', 'http://', 'http:///x']) {
    expect(() => tracesOf(text)).toThrow(/^(?!.*geheim)OTEL_EXPORTER_OTLP_ENDPOINT 应为/s);
  }
});
