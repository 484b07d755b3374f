// What readers are told.

/** How to read a project. Paths are absolute. */
export interface ReadOptions {
  /** Project folder or template file. */
  readonly path: string;
  readonly stage: string | undefined;
  readonly region: string | undefined;
  /** Stack of an assembly with several. */
  readonly stack: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  /** Folders by logical id of the bucket, from the command line. */
  readonly buckets: Readonly<Record<string, string>>;
  /** Code by logical id of the function, from the command line. */
  readonly sources: Readonly<Record<string, string>>;
  /** Folder for what packagers make. */
  readonly cacheDir: string;
  /** Address that packagers may ask for variables of the account. */
  readonly endpointUrl: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}
