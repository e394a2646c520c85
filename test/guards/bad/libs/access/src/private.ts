export const secret = 'not in the index';
