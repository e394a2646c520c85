/** Turns work done at once into a method of an asynchronous port: what it throws becomes a rejection. */
export const promised =
  <Args extends unknown[], Answer>(work: (...args: Args) => Answer): ((...args: Args) => Promise<Answer>) =>
  (...args) =>
    new Promise((resolve) => {
      resolve(work(...args));
    });
