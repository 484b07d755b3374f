// What expressions and the legacy parameters are parsed to.

import type { AttributeValue } from './attribute-value.js';

/** A document path: attribute, then map keys and list indexes. */
export type DocumentPath = readonly (string | number)[];

export type Operand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly path: DocumentPath };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'compare';
      readonly operator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'between'; readonly of: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly of: Operand; readonly list: readonly Operand[] }
  | {
      readonly kind: 'function';
      readonly name: 'attribute_exists' | 'attribute_not_exists';
      readonly path: DocumentPath;
    }
  | {
      readonly kind: 'test';
      readonly name: 'begins_with' | 'contains' | 'attribute_type';
      readonly of: Operand;
      readonly with: Operand;
    };

export type UpdateValue =
  | Operand
  | { readonly kind: 'if-not-exists'; readonly path: DocumentPath; readonly otherwise: UpdateValue }
  | { readonly kind: 'list-append'; readonly left: UpdateValue; readonly right: UpdateValue }
  | { readonly kind: 'plus' | 'minus'; readonly left: UpdateValue; readonly right: UpdateValue };

export type UpdateAction =
  | { readonly kind: 'set'; readonly path: DocumentPath; readonly value: UpdateValue }
  | { readonly kind: 'remove'; readonly path: DocumentPath }
  | { readonly kind: 'add' | 'delete'; readonly path: DocumentPath; readonly value: AttributeValue };

/** Attributes at the top of an item that a condition reads. */
export function attributesOf(condition: Condition): readonly string[] {
  const of = (operand: Operand) => (operand.kind === 'value' ? [] : [String(operand.path[0])]);
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...attributesOf(condition.left), ...attributesOf(condition.right)];
    case 'not':
      return attributesOf(condition.of);
    case 'compare':
      return [...of(condition.left), ...of(condition.right)];
    case 'between':
      return [...of(condition.of), ...of(condition.low), ...of(condition.high)];
    case 'in':
      return [...of(condition.of), ...condition.list.flatMap(of)];
    case 'function':
      return [String(condition.path[0])];
    case 'test':
      return [...of(condition.of), ...of(condition.with)];
  }
}
