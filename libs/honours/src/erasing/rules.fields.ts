/** Fields a policy may keep: the name under which an honour was given. Everything else of a person goes. */
export const keepable = ['HonourConferred.name', 'HonourRegistered.name', 'InstantHonourConferred.name'] as const;
export type Keepable = (typeof keepable)[number];
