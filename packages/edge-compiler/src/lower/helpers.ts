// Small replacements for what the runtimes lack. They are ordinary functions, tested as such; the compiler writes the
// text of those that a function needs into it. Each may use only its arguments, ES5 built-ins and other helpers.
// Long because it is a list.

/** Anything that `for-of`, spread or `Array.from` takes, as an array: the runtimes have no iterators. */
export function $list(values: unknown): unknown[] {
  if (Array.isArray(values)) return values;
  if (typeof values === 'string') return values.split('');
  // Map and Set of this file know their entries.
  const iterable = values as { $list?: () => unknown[] };
  return iterable.$list ? iterable.$list() : [].slice.call(values);
}

export function $flat(list: unknown, depth?: number): unknown {
  const owner = list as { flat?: (depth?: number) => unknown };
  if (!Array.isArray(list)) return owner.flat?.(depth);
  const levels = depth === undefined ? 1 : depth;
  let flat: unknown[] = [];
  list.forEach((item: unknown) => {
    flat = flat.concat(Array.isArray(item) && levels > 0 ? ($flat(item, levels - 1) as unknown[]) : [item]);
  });
  return flat;
}

export function $flatMap(list: unknown, map: (value: unknown, index: number) => unknown): unknown {
  const owner = list as { flatMap?: (map: unknown) => unknown };
  return Array.isArray(list) ? [].concat.apply([], list.map(map) as never[]) : owner.flatMap?.(map);
}

export function $at(list: unknown, index?: number): unknown {
  const owner = list as { at?: (index?: number) => unknown; length: number; [index: number]: unknown };
  if (!Array.isArray(list) && typeof list !== 'string') return owner.at?.(index);
  const place = Math.trunc(Number(index)) || 0;
  return owner[place < 0 ? place + owner.length : place];
}

export function $findLast(
  list: unknown,
  test: (value: unknown, index: number, list: unknown) => unknown,
): unknown {
  if (!Array.isArray(list)) return (list as { findLast: (test: unknown) => unknown }).findLast(test);
  for (let i = list.length - 1; i >= 0; i--) if (test(list[i], i, list)) return list[i];
  return undefined;
}

export function $findLastIndex(
  list: unknown,
  test: (value: unknown, index: number, list: unknown) => unknown,
): unknown {
  if (!Array.isArray(list))
    return (list as { findLastIndex: (test: unknown) => unknown }).findLastIndex(test);
  for (let i = list.length - 1; i >= 0; i--) if (test(list[i], i, list)) return i;
  return -1;
}

export function $toSorted(list: unknown, compare?: (a: unknown, b: unknown) => number): unknown {
  if (!Array.isArray(list)) return (list as { toSorted: (compare: unknown) => unknown }).toSorted(compare);
  return list.slice().sort(compare);
}

export function $toReversed(list: unknown): unknown {
  return Array.isArray(list) ? list.slice().reverse() : (list as { toReversed: () => unknown }).toReversed();
}

export function $toSpliced(list: unknown): unknown {
  // biome-ignore lint/complexity/noArguments: the number of arguments decides what `splice` does
  const rest = [].slice.call(arguments, 1) as never;
  const owner = list as { toSpliced: unknown };
  if (!Array.isArray(list)) return (owner.toSpliced as () => unknown).apply(list, rest);
  const copy = list.slice();
  copy.splice.apply(copy, rest);
  return copy;
}

export function $with(list: unknown, index: number, value: unknown): unknown {
  if (!Array.isArray(list))
    return (list as { with: (index: number, value: unknown) => unknown }).with(index, value);
  const place = index < 0 ? index + list.length : index;
  if (!(place >= 0 && place < list.length)) throw new RangeError('Invalid index');
  const copy = list.slice();
  copy[place] = value;
  return copy;
}

export function $entries(list: unknown): unknown {
  if (!Array.isArray(list)) return (list as { entries: () => unknown }).entries();
  return list.map((value: unknown, index) => [index, value]);
}

export function $keys(list: unknown): unknown {
  if (!Array.isArray(list)) return (list as { keys: () => unknown }).keys();
  return list.map((_: unknown, index) => index);
}

export function $values(list: unknown): unknown {
  return Array.isArray(list) ? list.slice() : (list as { values: () => unknown }).values();
}

export function $from(source: unknown, map?: (value: unknown, index: number) => unknown): unknown[] {
  const sized = source as { length?: number; $list?: unknown };
  let list: unknown[] = [];
  if (typeof source === 'string' || sized.$list) list = $list(source);
  else for (let i = 0; i < (sized.length as number); i++) list.push((source as unknown[])[i]);
  return map ? list.map((value, index) => map(value, index)) : list.slice();
}

export function $fromEntries(entries: unknown): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  ($list(entries) as [string, unknown][]).forEach((entry) => {
    object[entry[0]] = entry[1];
  });
  return object;
}

export function $hasOwn(object: unknown, name: PropertyKey): boolean {
  // biome-ignore lint/suspicious/noPrototypeBuiltins: this is Object.hasOwn
  return {}.hasOwnProperty.call(object, name);
}

export function $groupBy(
  values: unknown,
  keyOf: (value: unknown, index: number) => string,
): Record<string, unknown[]> {
  const groups: Record<string, unknown[]> = Object.create(null);
  $list(values).forEach((value, index) => {
    const key = keyOf(value, index);
    if (!groups[key]) groups[key] = [];
    (groups[key] as unknown[]).push(value);
  });
  return groups;
}

export function $replaceAll(text: unknown, search: unknown, other: unknown): unknown {
  const owner = text as { replaceAll: (search: unknown, other: unknown) => unknown };
  if (typeof text !== 'string') return owner.replaceAll(search, other);
  const pattern =
    typeof search === 'string'
      ? new RegExp(search.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'g')
      : (search as RegExp);
  return text.replace(pattern, other as string);
}

export function $matchAll(text: unknown, pattern: unknown): unknown {
  const owner = text as { matchAll: (pattern: unknown) => unknown };
  if (typeof text !== 'string') return owner.matchAll(pattern);
  const matches: RegExpExecArray[] = [];
  const copy = typeof pattern === 'string' ? new RegExp(pattern, 'g') : (pattern as RegExp);
  let match: RegExpExecArray | null;
  copy.lastIndex = 0;
  for (;;) {
    match = copy.exec(text);
    if (!match) break;
    matches.push(match);
    // An empty match does not move on by itself.
    if (match[0] === '') copy.lastIndex++;
  }
  copy.lastIndex = 0;
  return matches;
}

/** Map without a hash table: a function at the edge has few entries. Iterators are arrays. */
export function $Map(this: MapState, entries?: unknown): void {
  this.k = [];
  this.v = [];
  this.size = 0;
  if (entries) {
    ($list(entries) as [unknown, unknown][]).forEach((entry) => {
      this.set(entry[0], entry[1]);
    });
  }
}

interface MapState {
  k: unknown[];
  v: unknown[];
  size: number;
  set: (key: unknown, value: unknown) => unknown;
}

/** The methods of `$Map`, set on its prototype by the compiled code. */
export function $mapMethods(): object {
  interface Self extends MapState {
    i: (key: unknown) => number;
    entries: () => unknown[];
  }
  return {
    // NaN is a key like any other.
    i(this: Self, key: unknown) {
      return Number.isNaN(key) ? this.k.findIndex(Number.isNaN) : this.k.indexOf(key);
    },
    has(this: Self, key: unknown) {
      return this.i(key) >= 0;
    },
    get(this: Self, key: unknown) {
      return this.v[this.i(key)];
    },
    set(this: Self, key: unknown, value: unknown) {
      const index = this.i(key);
      if (index < 0) {
        this.k.push(key);
        this.v.push(value);
        this.size++;
      } else this.v[index] = value;
      return this;
    },
    delete(this: Self, key: unknown) {
      const index = this.i(key);
      if (index < 0) return false;
      this.k.splice(index, 1);
      this.v.splice(index, 1);
      this.size--;
      return true;
    },
    clear(this: Self) {
      this.k = [];
      this.v = [];
      this.size = 0;
    },
    keys(this: Self) {
      return this.k.slice();
    },
    values(this: Self) {
      return this.v.slice();
    },
    entries(this: Self) {
      return this.k.map((key, index) => [key, this.v[index]]);
    },
    forEach(this: Self, run: (value: unknown, key: unknown, map: unknown) => void) {
      for (let i = 0; i < this.k.length; i++) run(this.v[i], this.k[i], this);
    },
    $list(this: Self) {
      return this.entries();
    },
  };
}

export function $Set(this: SetState, values?: unknown): void {
  this.k = [];
  this.size = 0;
  if (values) {
    $list(values).forEach((value) => {
      this.add(value);
    });
  }
}

interface SetState {
  k: unknown[];
  size: number;
  add: (value: unknown) => unknown;
}

/** The methods of `$Set`. */
export function $setMethods(): object {
  interface Self extends SetState {
    i: (value: unknown) => number;
    values: () => unknown[];
  }
  return {
    i(this: Self, value: unknown) {
      return Number.isNaN(value) ? this.k.findIndex(Number.isNaN) : this.k.indexOf(value);
    },
    has(this: Self, value: unknown) {
      return this.i(value) >= 0;
    },
    add(this: Self, value: unknown) {
      if (this.i(value) < 0) {
        this.k.push(value);
        this.size++;
      }
      return this;
    },
    delete(this: Self, value: unknown) {
      const index = this.i(value);
      if (index < 0) return false;
      this.k.splice(index, 1);
      this.size--;
      return true;
    },
    clear(this: Self) {
      this.k = [];
      this.size = 0;
    },
    keys(this: Self) {
      return this.k.slice();
    },
    values(this: Self) {
      return this.k.slice();
    },
    entries(this: Self) {
      return this.k.map((value) => [value, value]);
    },
    forEach(this: Self, run: (value: unknown, key: unknown, set: unknown) => void) {
      for (let i = 0; i < this.k.length; i++) run(this.k[i], this.k[i], this);
    },
    $list(this: Self) {
      return this.values();
    },
  };
}

/** A base for classes that extend a built-in error: the engine's own ignore the class that calls them. */
export function $errorBase(Base: ErrorConstructor): unknown {
  function EdgeError(this: unknown, message?: unknown) {
    if (message !== undefined) {
      Object.defineProperty(this, 'message', { value: `${message}`, writable: true, configurable: true });
    }
  }
  EdgeError.prototype = Object.create(Base.prototype);
  return EdgeError;
}

/** Helpers of the lowering tool in a form that fits the runtimes: shorter, and without Reflect and Symbol. */
export function _extends(): unknown {
  // biome-ignore lint/complexity/noArguments: passed on as they are
  return Object.assign.apply(null, arguments as never);
}

export function _toPropertyKey(key: unknown): unknown {
  // Only ever passed to defineProperty, which converts by itself.
  return key;
}

export function _construct(Class: new () => unknown, values: unknown[]): unknown {
  return new (Class.bind.apply(Class, [null].concat(values as never[]) as never) as new () => unknown)();
}

export function _inherits(Class: { prototype: object }, Base: { prototype: object }): void {
  Class.prototype = Object.create(Base.prototype, {
    constructor: { value: Class, writable: true, configurable: true },
  });
  Object.setPrototypeOf(Class, Base);
}

export function _superPropGet(home: object, name: PropertyKey, self: unknown, flags: number): unknown {
  // Bit 1: the home is a class and its prototype is meant; bit 2: a method that will be called.
  let at = Object.getPrototypeOf(flags & 1 ? (home as { prototype: object }).prototype : home);
  let found: PropertyDescriptor | undefined;
  while (at && !found) {
    found = Object.getOwnPropertyDescriptor(at, name);
    at = Object.getPrototypeOf(at);
  }
  const value = found?.get ? found.get.call(self) : found?.value;
  return flags & 2 && typeof value === 'function' ? (list: unknown[]) => value.apply(self, list) : value;
}
