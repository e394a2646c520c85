/**
 * The nominations of an award in the order in which the round came to know of them. Adding one takes the same time however
 * many there are: values that grew out of each other share one list, and each sees the part that it had when it was made.
 */
export class Announced implements Iterable<string> {
  constructor(
    private readonly ids: string[] = [],
    private readonly places = new Map<string, number>(),
    private readonly size = 0,
  ) {}

  has(id: string): boolean {
    const place = this.places.get(id);
    return place !== undefined && place < this.size;
  }

  with(id: string): Announced {
    if (this.has(id)) return this;
    // Another value grew out of this one before: what it added is none of this one's.
    if (this.ids.length > this.size) return [...this].reduce((own, one) => own.with(one), new Announced()).with(id);
    this.ids.push(id);
    this.places.set(id, this.size);
    return new Announced(this.ids, this.places, this.size + 1);
  }

  [Symbol.iterator](): Iterator<string> {
    return this.ids.slice(0, this.size)[Symbol.iterator]();
  }
}
