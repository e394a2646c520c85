import { isSealed, readEach, type Engine } from '@xf/es';
import { attributeOn, personFold, personStream } from '@xf/registry';
import { birthYearIn, ethnicityIn, genderIn, personalIn, type Personal } from '../personal';
import type { Day } from '../terms';

/** What the register has of each person on a day, as it is printed; who is not in it, or was erased, has nothing. */
export async function recordedPersonal(
  { states, store, vault }: Pick<Engine, 'states' | 'store' | 'vault'>,
  subjects: readonly string[],
  day: Day,
): Promise<ReadonlyMap<string, Personal>> {
  const said = await readEach(subjects, async (subject) => {
    const { state } = await states.load(store, personFold, personStream(subject));
    const [ethnicity, gender, birth] = ['ethnicity', 'gender', 'birth'].map((key) => attributeOn(state, key, day));
    return { subject, ethnicity, gender, birth };
  });
  const sealed = said.flatMap(({ ethnicity, gender, birth }) =>
    [ethnicity, gender, birth].filter((text) => text !== undefined).filter(isSealed),
  );
  const opened = await vault.reveal(sealed);
  const plain = new Map(sealed.map((text, n) => [text, opened[n]]));
  const read = (text: string | undefined, as: (text: string) => string | undefined): string | undefined => {
    const shown = text !== undefined && isSealed(text) ? plain.get(text) : text;
    return shown === undefined ? undefined : as(shown);
  };
  return new Map(
    said.map(({ subject, ethnicity, gender, birth }) => [
      subject,
      personalIn({
        ethnicity: read(ethnicity, ethnicityIn),
        gender: read(gender, genderIn),
        birthYear: read(birth, birthYearIn),
      }),
    ]),
  );
}
