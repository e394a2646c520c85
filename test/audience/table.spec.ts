import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { honourAudiences, knowers } from '../../libs/honours/src/visibility/rules';
import { audiences, feedFields, knowledges, mayKnow } from '../../libs/competitions/src/visibility/rules';

const text = readFileSync(join(__dirname, '../../docs/visibility.md'), 'utf8');

/** Cells of the table whose first line begins so, without that line and the one below it. */
function table(start: string): readonly (readonly string[])[] {
  const lines = text.slice(text.indexOf(start)).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('what docs/visibility.md says', () => {
  it('domain-rules 80: of who may know what is what the code decides by', () => {
    const [[, ...columns] = [], , ...rows] = table('| | published');
    expect(columns).toEqual(knowledges);
    expect(rows).toEqual(
      audiences.map((audience) => [audience, ...knowledges.map((what) => (mayKnow(audience, what) ? 'yes' : ''))]),
    );
  });

  it('of honours is what their routes are open to', () => {
    const [[, ...columns] = [], , ...rows] = table('| of honours |');
    expect(columns).toEqual(Object.keys(knowers));
    const all: readonly (readonly string[])[] = Object.values(knowers);
    expect(rows).toEqual(
      honourAudiences.map((who) => [who, ...all.map((knowing) => (knowing.includes(who) ? 'yes' : ''))]),
    );
  });

  it('of the feed names every event and every field', () => {
    const [, , ...rows] = table('| event | public');
    const told = Object.entries(feedFields).map(([type, fields]) => [
      type,
      'public' in fields ? fields.public.join(', ') : '',
      fields.staff.join(', '),
    ]);
    expect(rows).toEqual(told);
  });
});
