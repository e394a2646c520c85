/**
 * Who looks at honours. `unit`: an organizer of an organisation below the one whose round or list it is. Roles count over
 * that organisation; whoever has several knows what any of them knows.
 */
export const honourAudiences = [
  ...(['public', 'unit', 'judge', 'publicity'] as const),
  ...(['organizer', 'committee', 'auditor', 'administrator'] as const),
] as const;
type HonourAudience = (typeof honourAudiences)[number];
type Knowing = readonly [HonourAudience, ...HonourAudience[]];

/**
 * The one place that says who may know what of honours. docs/visibility.md says what each takes in. Judges mark entries and
 * have no part in honours; administrators look after accounts, and after what is erased.
 */
export const knowers = {
  published: honourAudiences,
  rounds: ['organizer', 'committee', 'publicity', 'auditor', 'administrator'],
  objections: ['organizer', 'committee', 'auditor'],
  objectors: ['organizer'],
  lists: ['organizer', 'committee', 'auditor', 'publicity'],
  'lists-at-work': ['organizer', 'committee', 'auditor'],
  downloads: ['organizer', 'auditor'],
  erasures: ['organizer', 'administrator', 'auditor'],
} as const satisfies Readonly<Record<string, Knowing>>;
