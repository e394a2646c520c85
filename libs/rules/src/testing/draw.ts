import * as fc from 'fast-check';

/** Draws one random thing after another. */
export type Draw = fc.GeneratorValue;

export const int = (g: Draw, min: number, max: number): number => g(fc.integer, { min, max });
export const chance = (g: Draw, percent: number): boolean => int(g, 1, 100) <= percent;
export const pick = <T>(g: Draw, items: readonly T[]): T => items[int(g, 0, items.length - 1)] as T;
