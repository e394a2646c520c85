import {
  AlignmentType,
  Document,
  Packer,
  PageBreak,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
  type IRunOptions,
} from 'docx';
import type { Block } from './document';

const [titleFont, headingFont, bodyFont] = ['方正小标宋简体', '黑体', '仿宋'];
/** Half points: 二号, 三号, 五号. */
const [titleSize, bodySize, cellSize] = [44, 32, 21];
/** Twentieths of a point: two characters of the body. */
const indent = 640;
const fixedLine = { line: 560, lineRule: 'exact' } as const;

/**
 * The document as a Word file on A4 in the type sizes of official documents; the head of a table is repeated on each of
 * its pages.
 */
export function docxOf(blocks: readonly Block[], title: string): Promise<Buffer> {
  const page = {
    size: { width: 11_906, height: 16_838 },
    margin: { top: 2098, bottom: 1984, left: 1588, right: 1474 },
  };
  const document = new Document({
    title,
    creator: '',
    styles: {
      default: { document: { run: { font: { eastAsia: bodyFont, ascii: 'Times New Roman' }, size: bodySize } } },
    },
    sections: [{ properties: { page }, children: blocks.map(elementOf) }],
  });
  return Packer.toBuffer(document);
}

function elementOf(block: Block): Paragraph | Table {
  switch (block.kind) {
    case 'page':
      return new Paragraph({ children: [new PageBreak()] });
    case 'table':
      return tableOf(block.rows);
    case 'title':
    case 'heading': {
      const [font, size] = block.kind === 'title' ? [titleFont, titleSize] : [headingFont, bodySize];
      const run = new TextRun({ text: block.text, font: { eastAsia: font }, size });
      return new Paragraph({ alignment: AlignmentType.CENTER, spacing: { before: 200, after: 200 }, children: [run] });
    }
    case 'number':
      return new Paragraph({ alignment: AlignmentType.CENTER, spacing: fixedLine, text: block.text });
    case 'right':
      return new Paragraph({ alignment: AlignmentType.RIGHT, spacing: fixedLine, text: block.text });
    case 'text':
      return new Paragraph({ indent: { firstLine: indent }, spacing: fixedLine, text: block.text });
  }
}

function tableOf(rows: readonly (readonly string[])[]): Table {
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: rows.map(
      (cells, n) =>
        new TableRow({
          tableHeader: n === 0,
          cantSplit: true,
          children: cells.map((text) => new TableCell({ children: [cellParagraph(text, n === 0)] })),
        }),
    ),
  });
}

function cellParagraph(text: string, head: boolean): Paragraph {
  const run: IRunOptions = { text, size: cellSize, bold: head };
  return new Paragraph({ children: [new TextRun(run)] });
}
