import encodeQR from 'qr';

/** A picture for the head of a sheet; sizes in pixels. */
export type Picture = {
  readonly content: Buffer;
  readonly contentType: 'image/gif';
  readonly width: number;
  readonly height: number;
};

/** Pixels to one square of the code, and squares of white around it: fewer than 4 and cameras miss it. */
const scale = 3;
const border = 4;

/** A text as a QR code that stands a fold or a stain (a quarter of it may be lost). */
export function qrCode(text: string): Picture {
  const options = { ecc: 'quartile', border, scale } as const;
  const content = Buffer.from(encodeQR(text, 'gif', options));
  const [width, height] = [content.readUInt16LE(6), content.readUInt16LE(8)];
  return { content, contentType: 'image/gif', width, height };
}
