export type ErasureCommand = {
  type: 'ErasePerson';
  subject: string;
  /** Why, in the words of the one who decided it. Never names the person: what the log holds in the clear stays there. */
  reason: string;
};

export type ErasureRejection = { code: 'subject-required' } | { code: 'reason-required' };
