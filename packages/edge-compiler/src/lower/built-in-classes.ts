// Constructors of the engine that a class may name after `extends`.

import { builtins } from '../features/builtins.js';

/** Global names that begin with a capital letter. */
export const builtinConstructors: ReadonlySet<string> = new Set(
  builtins.filter(({ owner, name }) => owner === 'global' && /^[A-Z]/.test(name)).map(({ name }) => name),
);

/** Errors, which a helper makes extendable. */
export const errorConstructors: ReadonlySet<string> = new Set(
  [...builtinConstructors].filter((name) => name === 'Error' || /[a-z]Error$/.test(name)),
);
