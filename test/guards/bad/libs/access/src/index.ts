export const role = 'operator';
