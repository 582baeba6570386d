/** The text of an operation, and the types of its data and variables. */
export class TypedDocumentString<Data, Variables> {
  readonly __apiType?: (variables: Variables) => Data;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}
