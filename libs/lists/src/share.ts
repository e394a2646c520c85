import type { BothTexts } from '@xf/files';

/** What a share is of: 基数, with the name people know it by. */
export type Pot = { readonly name: string; readonly size: number };

export type Share = {
  readonly part: number;
  readonly pot: Pot;
  /** `40.30`, in per cent, half-up from the exact ratio. */
  readonly percent: string;
  /** The share with everything it was worked out from. */
  readonly says: BothTexts;
};

/**
 * Half-up at that many digits, straight from the exact ratio: 206 of 943 is 21.8, and not 21.9 by way of 21.85.
 * Both from 0; a share of nothing is undefined. domain-rules 29
 */
export function percentText(part: number, whole: number, digits: number): string | undefined {
  if (whole === 0) return undefined;
  const scale = 10n ** BigInt(digits);
  const [n, d] = [BigInt(part) * 100n * scale, BigInt(whole)];
  const units = (2n * n + d) / (2n * d);
  const fraction = digits === 0 ? '' : `.${String(units % scale).padStart(digits, '0')}`;
  return `${units / scale}${fraction}`;
}

/** A share to be printed; undefined of an empty pot or where the part is more than the pot. */
export function shareOf(part: number, pot: Pot, digits: number): Share | undefined {
  const percent = percentText(part, pot.size, digits);
  if (percent === undefined || part > pot.size) return undefined;
  return {
    ...{ part, pot, percent },
    says: {
      zh: `${percent}%（${part}/${pot.size}，基数：${pot.name}）`,
      en: `${percent}% (${part} of ${pot.size}, out of: ${pot.name})`,
    },
  };
}

/** By how many points the printed share is above or below a rule, so that the three figures agree: `+6.6`. */
export function pointsOver(percent: string, rule: number): string {
  const digits = percent.split('.')[1]?.length ?? 0;
  const scale = 10n ** BigInt(digits);
  const units = BigInt(percent.replace('.', '')) - BigInt(rule) * scale;
  const size = units < 0n ? -units : units;
  const fraction = digits === 0 ? '' : `.${String(size % scale).padStart(digits, '0')}`;
  return `${units < 0n ? '−' : '+'}${size / scale}${fraction}`;
}
