// Where the embedded DynamoDB and AWS's DynamoDB Local part, from the list that a test compares with both.

import { knownDifferences, operationCases } from '@edgewire/conformance/dynamodb';
import { type Page, page } from './page.js';

const faults = {
  'dynamodb-local': 'DynamoDB Local is away from AWS.',
  edgewire: 'Edgewire is away from AWS.',
  open: 'What AWS answers is not known.',
} as const;

/** The page of differences. */
export function dynamodbPage(): Page {
  const count = new Set(knownDifferences.flatMap(({ cases }) => Object.keys(cases))).size;
  const groups = new Map<string, number>();
  for (const { id } of operationCases) {
    const group = id.slice(0, id.indexOf(':'));
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  return page('dynamodb.md', 'DynamoDB compared with DynamoDB Local', [
    `${operationCases.length} cases run against the embedded engine and against AWS’s DynamoDB Local 3.3; ${operationCases.length - count} are answered alike, values, error types and sentences included. The other ${count} are listed below. A test fails when this list and the answers disagree.`,
    '',
    `Cases by subject: ${[...groups].map(([name, cases]) => `${name} (${cases})`).join(', ')}.`,
    '',
    ...knownDifferences.flatMap(({ title, fault, reason, cases }) => [
      `## ${title}`,
      '',
      `${faults[fault]} ${reason}`,
      '',
      ...Object.keys(cases).map((id) => `- ${id}`),
      '',
    ]),
  ]);
}
