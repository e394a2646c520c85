import { settingsOf } from './settings';

it('takes an address for traces, and refuses what is none without showing it', () => {
  const tracesOf = (text: string) => settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: text }).traces;
  expect([tracesOf(''), tracesOf('http://127.0.0.1:4318'), tracesOf('https://otel.example/x')]).toEqual([
    false,
    true,
    true,
  ]);
  const off = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_SDK_DISABLED: 'TRUE' };
  expect([settingsOf(off).traces, settingsOf({ ...off, OTEL_SDK_DISABLED: 'false' }).traces]).toEqual([false, true]);
  for (const text of ['geheim', 'geheim:4318', 'http://', 'http:///x']) {
    expect(() => tracesOf(text)).toThrow(/^(?!.*geheim)OTEL_EXPORTER_OTLP_ENDPOINT 应为/s);
  }
});

it('takes a port in digits, and refuses an empty one, which would be any', () => {
  const portOf = (PORT: string) => settingsOf({ PORT }).port;
  expect([settingsOf({}).port, portOf('0'), portOf('8080'), portOf('65535')]).toEqual([3_000, 0, 8_080, 65_535]);
  for (const text of ['', ' ', '65536', '1e3', '0x50', '-1', '80.5', '八十']) {
    expect(() => portOf(text)).toThrow(/^PORT 应为 0–65535/);
    if (text !== '') expect(() => settingsOf({ METRICS_PORT: text })).toThrow(/^METRICS_PORT 应为 0–65535/);
  }
});
