// AWS's DynamoDB Local, where this machine has it.

import { execFileSync } from 'node:child_process';
import { findDynamoDbLocal } from '../src/dynamodb/remote/find-dynamodb-local.js';

/** Its jar, or why it is not there. */
export function dynamoDbLocalHere(): { readonly jar: string } | { readonly missing: string } {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore', timeout: 30_000 });
  } catch {
    return { missing: 'Java is not installed' };
  }
  try {
    return {
      jar: findDynamoDbLocal({
        place: process.env.EDGEWIRE_DYNAMODB_LOCAL,
        projectDir: process.cwd(),
        homeDir: process.env.HOME,
      }),
    };
  } catch {
    return {
      missing: 'DynamoDB Local is not installed, or EDGEWIRE_DYNAMODB_LOCAL does not name its folder',
    };
  }
}
