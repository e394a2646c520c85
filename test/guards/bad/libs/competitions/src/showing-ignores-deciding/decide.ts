export const decided = 1;
