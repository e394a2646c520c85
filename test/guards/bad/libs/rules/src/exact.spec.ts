import Fraction from 'fraction.js';

export const allowed = [Fraction];
