const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';

/** An 18-character citizen identity number with a real date of birth and a right check character (GB 11643). */
export function isIdNumber(text: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(text)) return false;
  const [year, month, day] = [text.slice(6, 10), text.slice(10, 12), text.slice(12, 14)].map(Number);
  const born = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  if (born.getUTCMonth() !== (month ?? 0) - 1 || born.getUTCDate() !== day) return false;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return checkCharacters[sum % 11] === text[17];
}
