import { organizationFold, organizationStream } from '@xf/access';
import type { ReadState } from '@xf/es';

/** From the root to an organisation, itself last, as a decision may read it; empty where it is not registered. */
export async function pathOf(organization: string, read: ReadState): Promise<readonly string[]> {
  const state = await read(organizationFold, organizationStream(organization));
  return state.status === 'registered' ? state.path : [];
}
