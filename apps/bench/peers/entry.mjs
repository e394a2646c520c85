/** Entering and marking, as the product decides them; the competition and its rules are constants here. */
const competing = { competition: 'bench', contest: 'turning' };
const slotsMax = 200;

export const initialState = () => ({ status: 'unknown', scores: new Map() });

export function evolve(state, { type, data }) {
  if (type === 'EntrySubmitted') return { status: 'competing', scores: new Map() };
  return { ...state, scores: new Map(state.scores).set(`${data.criterion}/${data.slot}`, data.value) };
}

/** Answers the events to write; throws on a command that is refused. */
export function decide({ type, data, metadata }, state) {
  if (type === 'SubmitEntry') {
    if (state.status !== 'unknown') return [];
    return [{ type: 'EntrySubmitted', data: { ...competing, ...data }, metadata }];
  }
  if (state.status === 'unknown') throw new Error('entry-unknown');
  const known = state.scores.get(`${data.criterion}/${data.slot}`);
  if (known === data.value) return [];
  if (known !== undefined) throw new Error('score-exists');
  if (!['theory', 'practice'].includes(data.criterion) || state.scores.size >= slotsMax) throw new Error('slot');
  const inRange = /^\d{1,3}(\.\d{1,2})?$/.test(data.value) && Number(data.value) <= 100;
  if (!inRange) throw new Error('score-refused');
  return [{ type: 'ScoreRecorded', data: { ...competing, ...data }, metadata }];
}

/** The n-th entry and the k-th mark of it. */
export const submit = (n) => ({
  type: 'SubmitEntry',
  data: {
    entry: idOf(n),
    number: String(n),
    kind: 'team',
    subject: `t${n}`,
    title: `第${n}班组`,
    unit: `第${n}机械厂`,
  },
  metadata: { actor: 'bench', command: `bench-entry-${n}` },
});

export const mark = (n, k) => ({
  type: 'RecordScore',
  data: { entry: idOf(n), criterion: 'theory', slot: `s${k}`, value: (40 + ((n * 31 + k) % 6000) / 100).toFixed(2) },
  metadata: { actor: 'bench', command: `bench-mark-${n}-${k}` },
});

/** As long as the product's own ids. */
export const idOf = (n) => `e${String(n).padStart(20, '0')}`;
