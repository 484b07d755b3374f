// A use of DynamoDB as data: calls one after another, whose answers two engines must have in common.

/** The JSON of a request or an answer. */
export type Json = Readonly<Record<string, unknown>>;

/** One call: the operation and its input, which may hold values of earlier answers. */
export type Step = readonly [operation: string, input: Json | ((answers: readonly Json[]) => Json)];

/** Calls that belong together. */
export interface OperationCase {
  /** `group: what is asked`, unique. */
  readonly id: string;
  /** @param key - A partition key that no other case uses. */
  readonly steps: (key: string) => readonly Step[];
  /** Items come in an order that DynamoDB leaves open. */
  readonly anyOrder?: boolean;
}

/** What a step was answered: DynamoDB's body, or its error. */
export type Outcome =
  | { readonly kind: 'answer'; readonly body: unknown }
  | { readonly kind: 'error'; readonly type: string; readonly message: string; readonly members: unknown };

/** Makes the cases of one group from rows of names and steps. */
export function group(
  name: string,
  rows: readonly (readonly [name: string, steps: OperationCase['steps']])[],
  options: { readonly anyOrder?: boolean } = {},
): readonly OperationCase[] {
  return rows.map(([title, steps]) => ({ id: `${name}: ${title}`, steps, ...options }));
}
