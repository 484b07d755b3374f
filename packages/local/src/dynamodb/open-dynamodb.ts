// Opens the DynamoDB that the user chose.

import { shellAccessKey } from '../local-credentials.js';
import { createDynamoDb } from './dynamodb.js';
import type { Credentials } from './remote/endpoint-client.js';
import { findDynamoDbLocal } from './remote/find-dynamodb-local.js';
import { openRemoteDynamoDb } from './remote/remote-dynamodb.js';
import { startDynamoDbLocal } from './remote/start-dynamodb-local.js';
import type { DynamoDb, DynamoDbChoice, DynamoDbPorts } from './service.js';

/**
 * Opens DynamoDB.
 *
 * @param place.projectDir - Where DynamoDB Local is looked for, and what its place is relative to.
 * @param place.env - `AWS_ACCESS_KEY_ID` and its companions sign calls of an endpoint; `EDGEWIRE_DYNAMODB_LOCAL`,
 *   `JAVA_HOME` and `HOME` are read for DynamoDB Local.
 * @throws EnvironmentError EW3904, EW3905 or EW3906 when it cannot be had.
 */
export async function openDynamoDb(
  choice: DynamoDbChoice,
  ports: DynamoDbPorts,
  place: { readonly projectDir: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<DynamoDb> {
  const { projectDir, env } = place;
  switch (choice.kind) {
    case 'embedded':
      return createDynamoDb(ports);
    case 'endpoint':
      return openRemoteDynamoDb(ports, {
        url: choice.url,
        credentials: shellAccessKey(env) ?? anyCredentials,
      });
    case 'local': {
      const jar = findDynamoDbLocal({
        place: choice.place ?? (env.EDGEWIRE_DYNAMODB_LOCAL || undefined),
        projectDir,
        homeDir: env.HOME ?? env.USERPROFILE,
      });
      const local = await startDynamoDbLocal({
        jar,
        dataDir: ports.stateDir,
        env,
        onExit: (reason) =>
          ports.emit(
            'stack.notice',
            { code: 'EW3907', message: `DynamoDB Local: ${reason}` },
            { level: 'error' },
          ),
      });
      ports.emit(
        'stack.notice',
        {
          code: 'EW3911',
          message: `DynamoDB Local listens on every address of this machine, at port ${new URL(local.url).port}`,
        },
        { level: 'warn' },
      );
      try {
        const remote = await openRemoteDynamoDb(ports, { url: local.url, credentials: anyCredentials });
        return {
          ...remote,
          async close() {
            await remote.close();
            await local.close();
          },
        };
      } catch (error) {
        await local.close();
        throw error;
      }
    }
  }
}

/** DynamoDB Local takes any key of letters and digits. */
const anyCredentials: Credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
