// Random programs of the TypeScript that people write for the edge: bounded loops, whole numbers, ASCII text. Each is the
// body of a function that returns a JSON value, as in compiled-programs.ts.

/** Chooses a whole number from 0 to `count - 1`. */
export type Choose = (count: number) => number;

type Kind = 'number' | 'text' | 'list' | 'object';

interface Variable {
  readonly name: string;
  readonly kind: Kind;
  readonly isConstant: boolean;
}

interface Callable {
  readonly name: string;
  readonly result: Kind;
  readonly isAsync: boolean;
}

interface Scope {
  readonly variables: readonly Variable[];
  readonly callables: readonly Callable[];
  /** Whether `await` may stand here. */
  readonly waits: boolean;
  readonly depth: number;
  /** Whether `continue` and `break` have a loop. */
  readonly isInLoop: boolean;
}

/** @param isAsync - Whether the program awaits; it then runs in runtime 2.0 only. */
export function randomProgram(choose: Choose, { isAsync }: { readonly isAsync: boolean }): string {
  let names = 0;
  const fresh = (hint: string) => `${hint}${names++}`;
  const oneOf = <T>(...options: readonly T[]): T => {
    const option = options[choose(options.length)];
    if (option === undefined) throw new Error('nothing to choose from');
    return option;
  };
  const many = (most: number, make: () => string) => Array.from({ length: 1 + choose(most) }, make);
  const kinds: readonly Kind[] = ['number', 'text', 'list', 'object'];

  function expression(kind: Kind, scope: Scope, depth = 0): string {
    const known = scope.variables.filter((one) => one.kind === kind);
    const calls = scope.callables.filter((one) => one.result === kind && (!one.isAsync || scope.waits));
    if (depth > 2) return known.length > 0 ? oneOf(...known).name : literal(kind);
    const sub = (of: Kind) => expression(of, scope, depth + 1);
    const inArrow = (of: Kind) => expression(of, { ...scope, waits: false }, depth + 1);
    const options: (() => string)[] = [() => literal(kind)];
    for (const { name } of known) options.push(() => name);
    for (const call of calls) {
      options.push(
        () =>
          `${call.isAsync ? '(await ' : ''}${call.name}(${sub('number')}, ${sub('text')})${call.isAsync ? ')' : ''}`,
      );
    }
    if (scope.waits) {
      options.push(() => `(await later(${sub(kind)}))`);
      options.push(() => `same(await later(${sub(kind)}))`);
      options.push(() => stored(kind, sub));
    }
    options.push(
      () => `(${sub('number')} > ${sub('number')} ? ${sub(kind)} : ${sub(kind)})`,
      () => `(${oneOf('null', 'undefined')} ?? ${sub(kind)})`,
      () => `(${sub('text')} === ${sub('text')} && ${sub(kind)} || ${sub(kind)})`,
      () => `({ v: ${sub(kind)} } as any)${oneOf('.', '?.')}v`,
      () => `[${sub(kind)}, ${sub(kind)}]${oneOf('[1]', '.at(-1)', '.slice(0, 1)[0]')}`,
      // `await` may not stand in the head of an arrow.
      () => `(({ p = ${expression(kind, { ...scope, waits: false }, depth + 1)} }: any) => p)({})`,
      () => `((first: any, ...rest: any[]) => rest[0] ?? first)(${sub(kind)}, ...[${sub(kind)}])`,
      () =>
        `(({ a: { v = ${inArrow(kind)} } = {}, ...rest }: any, [w, ...more]: any) => rest.z ?? more[1] ?? w ?? v)({ a: {} }, [${sub(kind)}])`,
      () => `({ f: (x: any) => x } as any).f?.(${sub(kind)})`,
      () => `((null as any)?.f(${inArrow(kind)}) ?? ${sub(kind)})`,
      () => `({ k: ${sub(kind)} } as any)?.['k']`,
      () => `new Map<any, any>([[${sub('text')}, ${sub(kind)}], ['m', ${sub(kind)}]]).get('m')`,
      () => `({ get g(): any { return ${inArrow(kind)}; } }).g`,
      () => `(${sub('number')}, ${sub(kind)})`,
    );
    options.push(...own(kind, sub, inArrow));
    return oneOf(...options)();
  }

  // What the key value store of the programs holds; a missing key rejects.
  function stored(kind: Kind, sub: (of: Kind) => string): string {
    switch (kind) {
      case 'number':
        return oneOf('(await store.meta()).keyCount', "Number(await store.get('count'))");
      case 'text':
        return `((await store.exists(${sub('text')})) ? await store.get('home') : ${sub('text')})`;
      case 'list':
        return "(await store.get('list', { format: 'json' })).slice()";
      case 'object':
        return "{ ...(await store.get('object', { format: 'json' })) }";
    }
  }

  function own(kind: Kind, sub: (of: Kind) => string, inArrow: (of: Kind) => string): (() => string)[] {
    switch (kind) {
      case 'number':
        return [
          () => `((${sub('number')} ${oneOf('+', '-', '*')} ${sub('number')}) | 0)`,
          () => `${sub('text')}.length`,
          () => `${sub('list')}.length`,
          () => `${sub('text')}.indexOf(${sub('text')})`,
          () => `Object.keys(${sub('object')}).length`,
          () => `Math.max(...[${sub('number')}, ${sub('number')}])`,
          () => `((${sub('number')} ** 2) % 97 | 0)`,
          () => `(${sub('number')} ${oneOf('&', '|', '^', '<<', '>>')} 3)`,
          () => `(typeof ${sub('text')}).length`,
          () => `new Set(${sub('list')}).size`,
          () => `Number(${oneOf("'a'", "'k'")} in ${sub('object')})`,
        ];
      case 'text':
        return [
          () => `(${sub('text')} + ${sub('text')})`,
          () => `\`<\${${sub('number')}}-\${${sub('text')}}>\``,
          () => `${sub('list')}.join('')`,
          () =>
            `${sub('text')}.${oneOf('toUpperCase()', 'slice(1)', "replace('a', 'b')", "split('').reverse().join('')")}`,
          () => `JSON.stringify(${sub('object')})`,
          () => `[...${sub('text')}].sort().join('')`,
        ];
      case 'list':
        return [
          () => `[${sub('number')}, ...${sub('list')}, ${sub('number')}]`,
          () => `${sub('list')}.map((x: any, i: number) => [x, i].flat()[0])`,
          () => `${sub('list')}.filter((x: any) => x > ${inArrow('number')})`,
          () => `[...new Set(${sub('list')})]`,
          () => `Object.values(${sub('object')}).map((x: any) => \`\${x}\`.length)`,
          () => `${sub('list')}.slice(0, 4)`,
        ];
      case 'object':
        return [
          () => `{ ...${sub('object')}, a: ${sub('number')} }`,
          () => `{ [${sub('text')}]: ${sub('text')}, b: ${sub('number')} }`,
          () => `(({ a, ...others }: any) => others)(${sub('object')})`,
          () => `Object.fromEntries(Object.entries(${sub('object')}).map(([k, v]) => [k + 'x', v]))`,
        ];
    }
  }

  function literal(kind: Kind): string {
    switch (kind) {
      case 'number':
        return String(choose(9));
      case 'text':
        return oneOf("'a'", "'bc'", "'abca'", "''");
      case 'list':
        return oneOf('[1, 2, 3]', '[]', '[4, 4]');
      case 'object':
        return oneOf('{ a: 1 }', "({ k: 'v', a: 2 })", '({})').replace(/^\{.*\}$/, (text) => `(${text})`);
    }
  }

  // Kept small, so that no text grows beyond reason in a loop.
  function bounded(kind: Kind, value: string): string {
    if (kind === 'text') return `(${value}).slice(0, 20)`;
    if (kind === 'list') return `(${value}).slice(0, 8)`;
    return value;
  }

  function block(scope: Scope, most = 4): string {
    let inner: Scope = { ...scope, depth: scope.depth + 1 };
    const lines = many(most, () => {
      const { text, next } = statement(inner);
      inner = next;
      return text;
    });
    return `{\n${lines.join('\n')}\n}`;
  }

  function statement(scope: Scope): { readonly text: string; readonly next: Scope } {
    const writable = scope.variables.filter((one) => !one.isConstant);
    const stay = (text: string) => ({ text, next: scope });
    const options: (() => { readonly text: string; readonly next: Scope })[] = [
      () => declaration(scope),
      () => declaration(scope),
      () => stay(`log(${expression(oneOf(...kinds), scope)});`),
      () => destructuring(scope),
    ];
    if (writable.length > 0) {
      options.push(() => stay(assignment(scope, oneOf(...writable))));
      options.push(() => stay(assignment(scope, oneOf(...writable))));
    }
    if (scope.waits) options.push(() => stay('await later(0);'));
    if (scope.isInLoop) {
      options.push(() => stay(`if (${expression('number', scope)} > 5) ${oneOf('continue', 'break')};`));
    }
    if (scope.depth < 3) {
      options.push(
        () => callable(scope),
        () => callable(scope),
        () => stay(`if (${condition(scope)}) ${block(scope)} else ${block(scope, 2)}`),
        () => stay(loop(scope)),
        () => stay(loop(scope)),
        () => stay(untilLoop(scope)),
        () => classes(scope),
        () => stay(keysLoop(scope)),
        () => stay(swap(scope)),
        () => stay(labelled(scope)),
        () => stay(attempt(scope)),
        () => stay(choice(scope)),
        () => stay(block(scope)),
      );
    }
    return oneOf(...options)();
  }

  function condition(scope: Scope): string {
    return oneOf(
      () => `${expression('number', scope)} ${oneOf('<', '>=', '!==')} ${expression('number', scope)}`,
      () => `${expression('text', scope)} === ${expression('text', scope)}`,
      () => `!${expression('text', scope)}`,
    )();
  }

  function declaration(scope: Scope) {
    const kind = oneOf(...kinds);
    const isConstant = choose(2) === 0;
    const name = fresh(kind.charAt(0));
    const text = `${isConstant ? 'const' : 'let'} ${name}: any = ${bounded(kind, expression(kind, scope))};`;
    return { text, next: { ...scope, variables: [...scope.variables, { name, kind, isConstant }] } };
  }

  function destructuring(scope: Scope) {
    const [one, two] = [fresh('d'), fresh('d')];
    const text = oneOf(
      () =>
        `let [${one}, ${two} = 7] = [...${expression('list', scope)}, ${expression('number', scope)}] as any[];`,
      () =>
        `let { a: ${one} = ${expression('number', scope)}, length: ${two} = 1 } = ${expression('object', scope)} as any;`,
    )();
    // What a list holds is a number, by and large; the helper makes it one for certain.
    const numbers = [one, two].map((name) => ({ name, kind: 'number', isConstant: false }) as const);
    const fix = numbers.map(({ name }) => `${name} = Number(${name}) | 0;`).join(' ');
    return { text: `${text} ${fix}`, next: { ...scope, variables: [...scope.variables, ...numbers] } };
  }

  function assignment(scope: Scope, { name, kind }: Variable): string {
    const value = expression(kind, scope);
    const options = [
      () => `${name} = ${bounded(kind, value)};`,
      () => `${name} ??= ${value};`,
      () => `${name} ||= ${value};`,
    ];
    if (kind === 'number') {
      options.push(
        () => `${name} += ${value}; ${name} |= 0;`,
        () => `${name}++;`,
        () => `log(${name}++ + ${value});`,
      );
    }
    if (kind === 'text') options.push(() => `${name} += ${value}; ${name} = ${name}.slice(0, 20);`);
    if (kind === 'list')
      options.push(
        () => `${name}.push(${expression('number', scope)});`,
        () => `[${name}[0]] = ${value};`,
      );
    if (kind === 'object') {
      options.push(
        () => `${name}.${oneOf('a', 'k', 'z')} = ${expression('number', scope)};`,
        () => `delete ${name}.${oneOf('a', 'k')};`,
      );
    }
    return oneOf(...options)();
  }

  // A function that may write what is around it.
  function callable(scope: Scope) {
    const name = fresh('f');
    const result = oneOf(...kinds);
    const isSlow = scope.waits && choose(2) === 0;
    const [first, second] = [fresh('p'), fresh('p')];
    const inside: Scope = {
      variables: [
        ...scope.variables,
        { name: first, kind: 'number', isConstant: false },
        { name: second, kind: 'text', isConstant: false },
      ],
      callables: scope.callables,
      waits: isSlow,
      depth: scope.depth + 1,
      isInLoop: false,
    };
    const prefix = isSlow ? 'async ' : '';
    const parameters = `${first}: any, ${second}: any = ${oneOf("'q'", `'r' + ${first}`)}`;
    const body = block(inside).replace(/\}$/, `return ${bounded(result, expression(result, inside))};\n}`);
    const text = oneOf(
      () => `const ${name} = ${prefix}(${parameters}): ${isSlow ? 'Promise<any>' : 'any'} => ${body};`,
      () => `${prefix}function ${name}(${parameters}): ${isSlow ? 'Promise<any>' : 'any'} ${body}`,
      () =>
        `const ${name} = { ${prefix}run(${parameters}): ${isSlow ? 'Promise<any>' : 'any'} ${body} }.run;`,
    )();
    return { text, next: { ...scope, callables: [...scope.callables, { name, result, isAsync: isSlow }] } };
  }

  function loop(scope: Scope): string {
    const name = fresh('i');
    const closures = fresh('c');
    const inside: Scope = {
      ...scope,
      depth: scope.depth + 1,
      isInLoop: true,
      variables: [...scope.variables, { name, kind: 'number', isConstant: true }],
    };
    // Closures over the variable of each turn, called when the loop is over.
    const body = block(inside).replace(/^\{/, `{\n${closures}.push(() => ${name});`);
    const head = oneOf(
      () => `for (let ${name} = 0; ${name} < ${1 + choose(3)}; ${name}++) `,
      () => `for (const ${name} of ${expression('list', scope)}.slice(0, 3).map((x: any) => Number(x) | 0)) `,
      () => `for (const [${name}] of [[1], [${expression('number', scope)}]]) `,
    )();
    return `const ${closures}: any[] = [];\n${head}${body}\nlog(${closures}.map((c: any) => c()));`;
  }

  // Counted by a variable of its own, so that it ends; the condition may await.
  function untilLoop(scope: Scope): string {
    const [count, label] = [fresh('w'), fresh('l')];
    const inside: Scope = { ...scope, depth: scope.depth + 1, isInLoop: true };
    const test = `${count}++ < ${1 + choose(3)} && ${condition(scope)}`;
    const body = block(inside, 3);
    const leave = choose(3) === 0 ? `if (${condition(scope)}) ${oneOf('continue', 'break')} ${label};` : '';
    return oneOf(
      () => `let ${count} = 0;\n${label}: while (${test}) ${body.replace(/^\{/, `{\n${leave}`)}`,
      () => `let ${count} = 0;\n${label}: do ${body.replace(/^\{/, `{\n${leave}`)} while (${test});`,
      () =>
        `let ${count} = 0;\n${label}: for (let q = 0; ${test}; q += ${expression('number', scope)}, ${count}++) ${body.replace(/^\{/, `{\n${leave}`)}`,
    )();
  }

  function keysLoop(scope: Scope): string {
    const [key, sum] = [fresh('k'), fresh('s')];
    return `let ${sum}: any = 0;\nfor (const ${key} in ${expression('object', scope)} as any) ${sum} += ${key}.length;\nlog(${sum});`;
  }

  // Two variables take each other's place, by a pattern.
  function swap(scope: Scope): string {
    const [one, two] = [fresh('x'), fresh('x')];
    return `let ${one}: any = ${expression('text', scope)}, ${two}: any = ${expression('number', scope)};\n[${one}, ${two}] = [${two}, ${one}];\nlog([${one}, ${two}]);`;
  }

  function labelled(scope: Scope): string {
    const label = fresh('b');
    const inside: Scope = { ...scope, depth: scope.depth + 1, isInLoop: false };
    return `${label}: ${block(inside, 2).replace(/^\{/, `{\nif (${condition(scope)}) break ${label};`)}`;
  }

  // A class and one that extends it, with what people use of classes; a value of each is logged.
  function classes(scope: Scope) {
    const [base, derived, value] = [fresh('A'), fresh('B'), fresh('n')];
    const number = () => expression('number', { ...scope, waits: false });
    const isSlow = scope.waits && choose(2) === 0;
    const text = [
      `class ${base} {`,
      `  static made = ${number()};`,
      `  #hidden = ${number()};`,
      '  count: any;',
      `  constructor(start: any = ${number()}) { this.count = start; ${base}.made++; }`,
      `  get double(): any { return (this.count * 2 + this.#hidden) | 0; }`,
      `  set double(v: any) { this.#hidden = v; }`,
      `  static { ${base}.made += ${number()}; }`,
      `  #twice(by: any): any { return by * 2; }`,
      `  has(other: any): any { return #hidden in other; }`,
      `  twice(by: any): any { return this.#twice(by) | 0; }`,
      `  static make(...given: any[]): any { return new this(...given); }`,
      `  add(by: any, ...more: any[]): any { this.count = (this.count + by + more.length) | 0; return this; }`,
      `  ${isSlow ? 'async ' : ''}work(): ${isSlow ? 'Promise<any>' : 'any'} { ${isSlow ? 'await later(0); ' : ''}return [1, 2].map((x) => x + this.count); }`,
      '}',
      `class ${derived} extends ${base} {`,
      `  extra: any = ${number()};`,
      `  add(by: any): any { super.add(by, ...[by]); this.extra++; return this; }`,
      `  get double(): any { return super.double + this.extra; }`,
      '}',
      `const ${value}: any = ${oneOf(`new ${base}`, `new ${derived}`, `${derived}.make`)}(${oneOf('', number())});`,
      `log([${value}.twice(${number()}), ${value}.has(${value}), ${value}.constructor === ${derived}]);`,
      `${value}.add(${number()}).add(1);`,
      `log([${value}.double, ${value}.count, ${isSlow ? 'await ' : ''}${value}.work(), ${value} instanceof ${derived}, ${base}.made, ${derived}.made]);`,
    ].join('\n');
    return { text, next: scope };
  }

  function attempt(scope: Scope): string {
    const error = fresh('e');
    const thrown = `if (${condition(scope)}) throw new Error(${expression('text', scope)});`;
    const tail = choose(2) === 0 ? '' : ` finally ${block(scope, 2)}`;
    const handler = oneOf(`catch (${error}: any) { log(${error}.message); }`, "catch { log('caught'); }");
    return `try ${block(scope, 2).replace(/^\{/, `{\n${thrown}`)} ${handler}${tail}`;
  }

  function choice(scope: Scope): string {
    const inner = { ...scope, depth: scope.depth + 1, isInLoop: false };
    return `switch (${expression('number', scope)}) {\ncase 1: ${block(inner, 2)}\ncase 2: ${block(inner, 2)} break;\ndefault: ${block(inner, 2)}\n}`;
  }

  const helpers = [
    'const seen: any[] = [];',
    'const log = (value: any) => { if (seen.length < 60) seen.push(typeof value === "object" ? JSON.stringify(value) : value); return value; };',
    'const same = (value: any) => value;',
    ...(isAsync ? ['const later = async (value: any) => { await null; return value; };'] : []),
  ];
  const top: Scope = { variables: [], callables: [], waits: isAsync, depth: 0, isInLoop: false };
  const body = block(top, 8).replace(/^\{|\}$/g, '');
  return `${helpers.join('\n')}\n${body}\nreturn seen;`;
}
