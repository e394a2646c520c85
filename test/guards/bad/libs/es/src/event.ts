export const position = 0;
