import type { Profiler } from 'node:inspector';

type Frame = { readonly name: string; self: number; total: number; readonly children: Map<string, Frame> };

const width = 1_200;
const rowHeight = 17;
/** Frames narrower than this are left out: nobody can read them. */
const narrowest = 1.5;

/** The stacks of a CPU profile as one tree, functions of one name and file merged; times in microseconds. */
function treeOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Frame {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parentOf = new Map<number, number>();
  for (const { id, children } of nodes) for (const child of children ?? []) parentOf.set(child, id);
  const root: Frame = { name: 'all', self: 0, total: 0, children: new Map() };
  for (const [index, sample] of samples.entries()) {
    const time = timeDeltas[index] ?? 0;
    const path: string[] = [];
    for (let id: number | undefined = sample; id !== undefined; id = parentOf.get(id)) {
      const node = byId.get(id);
      if (node !== undefined && node.callFrame.functionName !== '(root)') path.push(nameOf(node.callFrame));
    }
    if (path[path.length - 1] === '(idle)') continue;
    let at = root;
    at.total += time;
    for (const name of path.reverse()) {
      const next: Frame = at.children.get(name) ?? { name, self: 0, total: 0, children: new Map() };
      at.children.set(name, next);
      next.total += time;
      at = next;
    }
    at.self += time;
  }
  return root;
}

function nameOf({ functionName, url }: { readonly functionName: string; readonly url: string }): string {
  const file = /([^/]+\/)?[^/]+\.js$/.exec(url)?.[0].replace('src/', '') ?? '';
  return `${functionName === '' ? '(anonymous)' : functionName}${file === '' ? '' : ` ${file.replace(/\.js$/, '')}`}`;
}

/** One shade for each part of the program: what SQLite, the kernel, the contexts and the engine of Node take. */
function colourOf(name: string): string {
  if (/^(run|all|get|exec) ?$|better-sqlite3|sqlite/.test(name)) return '#e8a33d';
  if (/garbage|program/.test(name)) return '#b9b9b9';
  if (/node:|internal/.test(name)) return '#c8d6e5';
  if (/rules|exact|plan|pool/.test(name)) return '#8fbf7f';
  return '#e57f6a';
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** A flame graph: as wide as the time a function and what it called took, callers below. */
export function flameSvg(profile: Profiler.Profile, title: string): string {
  const root = treeOf(profile);
  const boxes: string[] = [];
  let deepest = 0;
  const draw = (frame: Frame, x: number, depth: number): void => {
    const wide = (frame.total / root.total) * width;
    if (wide < narrowest) return;
    deepest = Math.max(deepest, depth);
    const share = ((frame.total / root.total) * 100).toFixed(1);
    const text = wide > 40 ? escaped(frame.name.slice(0, Math.floor(wide / 6.2))) : '';
    boxes.push(
      `<g transform="translate(${x.toFixed(1)},__${depth}__)"><title>${escaped(frame.name)} ${share} %</title>` +
        `<rect width="${wide.toFixed(1)}" height="${rowHeight - 1}" fill="${depth === 0 ? '#eeeeee' : colourOf(frame.name)}"/>` +
        `<text x="3" y="12">${text}</text></g>`,
    );
    let at = x;
    for (const child of [...frame.children.values()].sort((a, b) => b.total - a.total)) {
      draw(child, at, depth + 1);
      at += (child.total / root.total) * width;
    }
  };
  draw(root, 0, 0);
  const height = (deepest + 1) * rowHeight + 30;
  const placed = boxes.map((box) =>
    box.replace(/__(\d+)__/, (_all, depth: string) => String(height - (Number(depth) + 1) * rowHeight)),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="10">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/><text x="6" y="16" font-size="13">${escaped(title)}</text>`,
    ...placed,
    '</svg>\n',
  ].join('\n');
}
