// Names of the stack's resources, from the variables that the template sets.

/** @throws {Error} If the template does not set the variable. */
export function environmentVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The template sets no variable "${name}"`);
  return value;
}
