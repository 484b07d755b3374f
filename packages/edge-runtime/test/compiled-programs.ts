// TypeScript programs, each the body of a function that returns a JSON value. Node says what each must come to; the compiled
// function must say the same in every engine.

/** One program. */
export interface Program {
  readonly name: string;
  /** Body of a function with the parameter `event`. */
  readonly code: string;
  /** Declarations before it. */
  readonly top?: string;
  /** Uses promises: for runtime 2.0 only. */
  readonly isAsync?: boolean;
  /** Reads `store`, the key value store of the programs: for runtime 2.0 only. */
  readonly readsStore?: boolean;
  /** Why njs 0.7.9 cannot run it for runtime 2.0, which is nearer to 0.8. */
  readonly lacksInNjs?: string;
}

const sync: readonly Program[] = [
  // spec/cloudfront.md 1.2, row by row
  { name: 'const and let', code: 'const a = 1; let b = 2; b += a; return [a, b];' },
  {
    name: 'a loop variable per turn',
    code: 'const f: any[] = []; for (let i = 0; i < 3; i++) f.push(() => i); return f.map((g) => g());',
  },
  {
    name: 'a loop variable that the body changes',
    code: 'const f: any[] = []; for (let i = 0; i < 6; i++) { i++; f.push(() => i); } return f.map((g) => g());',
  },
  {
    name: 'a captured for-in key',
    code: 'const f: any[] = []; for (const k in { a: 1, b: 2 }) f.push(() => k); return f.map((g) => g());',
  },
  {
    name: 'block scopes',
    code: 'const a = 1; { const a = 2; { const a = 3; if (a !== 3) return 0; } } return a;',
  },
  {
    name: 'default parameters',
    code: 'const f = (a: any, b = a + 1, c = b * 2) => [a, b, c]; return [f(1), f(1, 5), f(1, undefined, 3)];',
  },
  { name: 'rest parameters', code: 'const f = (a: any, ...r: any[]) => [a, r]; return [f(1), f(1, 2, 3)];' },
  {
    name: 'spread in calls',
    code: 'const list = [3, 1, 2]; return [Math.max(...list), Math.max(0, ...list, 9)];',
  },
  {
    name: 'spread in new',
    code: 'class P { v: any; constructor(...a: any[]) { this.v = a; } } return new P(...[1, 2]).v;',
  },
  { name: 'spread in arrays', code: 'const a = [1, 2]; return [[...a], [0, ...a, 3, ...a]];' },
  {
    name: 'spread and loops over a sequence',
    code: "let n = 0; const [first] = (n++, 'xy'); const out: any[] = [...(n++, 'ab')]; for (const c of (n++, 'cd')) out.push(c); return [first, out, n];",
  },
  { name: 'spread of text', code: "return [...'abc'];" },
  {
    name: 'spread in objects',
    code: 'const a = { x: 1, y: 2 }; return [{ ...a }, { ...a, x: 3 }, { x: 3, ...a }, { ...null, ...undefined }];',
  },
  {
    name: 'array destructuring',
    code: 'const [a, , b = 5, ...rest] = [1, 2, undefined, 4, 6] as any[]; return [a, b, rest];',
  },
  {
    name: 'object destructuring',
    code: 'const { a, b: { c = 3 } = {}, ...rest } = { a: 1, d: 4, e: 5 } as any; return [a, c, rest];',
  },
  {
    name: 'destructuring with computed keys',
    code: "const k = 'x'; const { [k]: v, ...rest } = { x: 1, y: 2 } as any; return [v, rest];",
  },
  {
    name: 'destructuring parameters',
    code: 'const f = ({ a = 1, b }: any, [c, d] = [2, 3]) => [a, b, c, d]; return [f({}), f({ a: 5, b: 6 }, [7, 8])];',
  },
  {
    name: 'destructuring assignment',
    code: 'let a = 1, b = 2, o: any = {}; [a, b] = [b, a]; ({ x: o.y, z: o.w = 4 } = { x: 3 } as any); return [a, b, o];',
  },
  {
    name: 'destructuring in for-of',
    code: 'const out: any[] = []; for (const [k, { v }] of [["a", { v: 1 }], ["b", { v: 2 }]] as any) out.push(k + v); return out;',
  },
  {
    name: 'destructuring in catch',
    code: 'try { throw { message: "m", code: 7 }; } catch ({ message, code }: any) { return [message, code]; }',
  },
  {
    name: 'catch without a name',
    code: 'try { throw 1; } catch { return "caught"; } finally { event.n = 1; }',
  },
  { name: 'template literals', code: 'const a = 1; return `x${a}y${`z${a + 1}`}\n\\t`;' },
  { name: 'exponents', code: 'let a = 2; a **= 3; return [2 ** 3 ** 2, (-2) ** 2, a];' },
  { name: 'nullish coalescing', code: 'return [null ?? 1, undefined ?? 2, 0 ?? 3, "" ?? 4];' },
  {
    name: 'optional chaining',
    code: 'const o: any = { a: { b: [1], f() { return this.b[0]; } } }; return [o?.a?.b?.[0], o.x?.y.z ?? "none", o.a.f?.(), o.a.g?.() ?? "none", o?.["a"]?.f()];',
  },
  {
    name: 'optional delete',
    code: 'const o: any = { a: { b: 1 } }; delete o?.a?.b; delete o?.x?.y; return o;',
  },
  {
    name: 'logical assignment',
    code: 'let a: any = null, b: any = 0, c: any = 1; const o: any = {}; a ??= 5; b ||= 6; c &&= 7; o.x ??= 8; o.x ??= 9; return [a, b, c, o];',
  },
  {
    name: 'for-of over arrays',
    code: 'const out: any[] = []; for (const x of [1, 2, 3]) { if (x === 2) continue; out.push(x); } return out;',
  },
  { name: 'for-of over text', code: "let s = ''; for (const c of 'abc') s = c + s; return s;" },
  {
    name: 'for-of over Object.entries',
    code: 'let s = ""; for (const [k, v] of Object.entries({ a: 1, b: 2 })) s += k + v; return s;',
  },
  {
    name: 'labels',
    code: 'const out: any[] = []; outer: for (const a of [1, 2, 3]) { for (const b of [1, 2, 3]) { if (b === 2) continue outer; if (a === 3) break outer; out.push([a, b]); } } return out;',
  },
  {
    name: 'classes',
    code: 'class A { constructor(public n: number) {} get d() { return this.n * 2; } set d(v) { this.n = v; } m() { return this.n; } static s() { return "s"; } } const a = new A(2); a.d = 5; return [a.m(), a.d, A.s()];',
  },
  {
    name: 'inheritance',
    code: 'class A { n = 1; hi() { return "A" + this.n; } static make() { return new this(); } } class B extends A { m = this.n + 1; hi() { return super.hi() + "B" + this.m; } } const b: any = B.make(); return [b.hi(), b instanceof A, b instanceof B];',
  },
  {
    name: 'private members',
    code: 'class C { #n = 0; static #made = 0; constructor() { C.#made++; } #inc(by: number) { this.#n += by; } add(x: number) { this.#inc(x); return this; } get n() { return this.#n; } static made() { return C.#made; } has(o: any) { return #n in o; } } const c = new C().add(2).add(3); return [c.n, C.made(), c.has(c), c.has({})];',
  },
  {
    name: 'static fields and blocks',
    code: 'class C { static a = 1; static b = C.a + 1; static { C.a = 10; } } return [C.a, C.b];',
  },
  {
    name: 'class expressions',
    code: 'const C = class Named { who() { return typeof Named; } }; return new C().who();',
  },
  {
    name: 'errors of an own class',
    code: 'class MyError extends Error { code: any; constructor(m: string, code: number) { super(m); this.name = "MyError"; this.code = code; } } try { throw new MyError("bad", 7); } catch (e: any) { return [e instanceof MyError, e instanceof Error, e.message, e.code, e.name]; }',
  },
  {
    name: 'getters and setters in literals',
    code: 'const o = { _v: 1, get v() { return this._v; }, set v(x) { this._v = x * 2; } }; o.v = 4; return o.v;',
  },
  {
    name: 'computed keys and methods',
    code: 'const k = "a"; const o: any = { [k + 1]: 1, [k]() { return 2; }, async: 3 }; return [o.a1, o.a(), o.async];',
  },
  { name: 'numeric separators', code: 'return [1_000, 0b11, 0o17, 0xff];' },
  { name: 'the dot-all flag', code: 'return [/a.b/s.test("a\\nb"), /a.b/.test("a\\nb")];' },
  {
    name: 'named groups',
    code: 'const m: any = /(?<y>\\d+)-(?<m>\\d+)/.exec("2024-05"); return [m.groups.y, m.groups.m, "2024-05".replace(/(?<y>\\d+)-(?<m>\\d+)/, "$<m>/$<y>")];',
  },
  { name: 'line continuations', code: "return 'a\\\nb';" },
  {
    name: 'Unicode in text and names',
    code: 'const größe = 3; const o = { größe, "ü": 1 }; return [größe, o.größe, o["ü"], "\\u{e4}"];',
  },
  {
    name: 'enums',
    top: 'enum Color { Red, Green = 5, Blue } const enum E { A = "a" }',
    code: 'return [Color.Red, Color.Blue, Color[5], E.A];',
  },
  {
    name: 'namespaces',
    top: 'namespace N { export const a = 1; export function f() { return a + 1; } }',
    code: 'return [N.a, N.f()];',
  },
  {
    name: 'satisfies, as and generics',
    code: 'const id = <T,>(x: T): T => x; const o = { a: 1 } satisfies Record<string, number>; return [id(o.a as any as string), o!.a];',
  },
  {
    name: 'sequence, void and comma',
    code: 'let a = 0; const b = (a++, a++, a); return [a, b, void 0 === undefined];',
  },
  {
    name: 'switch with scopes',
    code: 'const f = (x: any) => { switch (x) { case 1: { const y = "one"; return y; } case 2: case 3: { const y = "few"; return y; } default: return "many"; } }; return [f(1), f(3), f(9)];',
  },
  {
    name: 'closures over parameters',
    code: 'const make = (n: number) => ({ inc: () => ++n, get: () => n }); const c = make(1); c.inc(); c.inc(); return c.get();',
  },
  {
    name: 'recursion',
    code: 'const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2)); return fib(10);',
  },
  {
    name: 'arguments',
    code: 'function f() { return [arguments.length, arguments[1]]; } return (f as any)(1, 2, 3);',
  },
  {
    name: 'this in arrows',
    code: 'const o = { n: 1, f() { return [1, 2].map((x) => x + this.n); } }; return o.f();',
  },
  {
    name: 'symbols are refused elsewhere, JSON is not',
    code: 'return JSON.parse(JSON.stringify({ a: [1, { b: null }], c: undefined }));',
  },
  // what the runtimes lack
  {
    name: 'Map',
    code: 'const m = new Map<any, any>([["a", 1], ["b", 2]]); m.set("a", 3).set(NaN, 4); m.delete("b"); const out: any[] = []; for (const [k, v] of m) out.push([String(k), v]); m.forEach((v, k) => out.push(v)); return [m.size, m.has("b"), m.get("a"), m.get(NaN), out, [...m.keys()].length, [...m.values()], [...m.entries()].length];',
  },
  {
    name: 'Set',
    code: 'const s = new Set([1, 2, 2, 3]); s.add(4); s.delete(1); return [s.size, s.has(2), s.has(1), [...s], Array.from(s, (x) => x * 2)];',
  },
  { name: 'unique values', code: "return [...new Set('a,b,a'.split(','))].sort();" },
  {
    name: 'array methods',
    code: 'const a: any[] = [3, 1, [2, [4]]]; return [a.flat(), a.flat(2), [1, 2].flatMap((x) => [x, x * 2]), a.at(0), a.at(-1), [1, 2, 3].findLast((x) => x < 3), [1, 2, 3].findLastIndex((x) => x > 9)];',
  },
  {
    name: 'copying array methods',
    code: 'const a = [3, 1, 2]; return [(a as any).toSorted(), (a as any).toReversed(), (a as any).with(1, 9), (a as any).toSpliced(0, 1, 7, 8), a];',
  },
  {
    name: 'array iterators',
    code: 'const out: any[] = []; for (const [i, x] of ["a", "b"].entries()) out.push(i + x); for (const i of ["a"].keys()) out.push(i); return out;',
  },
  {
    name: 'Array.from',
    code: 'return [Array.from({ length: 3 }, (_, i) => i * i), Array.from("abc"), Array.from([1, 2])];',
  },
  {
    name: 'Object functions',
    code: 'return [Object.fromEntries([["a", 1], ["b", 2]]), Object.hasOwn({ a: 1 }, "a"), Object.hasOwn({}, "toString"), Object.entries({ x: 1 }), Object.assign({}, { a: 1 }, { b: 2 })];',
  },
  {
    name: 'methods of the uri that the runtimes lack',
    code: 'const { uri } = event.request; return [uri.at(1), [...uri.matchAll(/\\/(\\w)/g)].map((m) => m[1]), uri.trimStart()];',
  },
  {
    name: 'replaceAll of the uri',
    code: "return event.request.uri.replaceAll('/', '-');",
    lacksInNjs: 'replaceAll came with njs 0.7.10',
  },
  {
    name: 'replaceAll',
    code: 'return ["a-b-c".replaceAll("-", "+"), "a.b.c".replaceAll(".", "$&"), "x1y22".replaceAll(/\\d/g, "#")];',
    lacksInNjs: 'replaceAll came with njs 0.7.10',
  },
  {
    name: 'patterns that PCRE reads otherwise',
    code: 'return [/a[^]b/.test("a\\nb"), /[]/.test("a"), /[.]x/s.test("\\nx"), /[\\]]./s.test("]\\n"), /\\./s.test("x")];',
  },
  {
    name: 'text methods',
    code: 'return ["abc".at(-1), [..."a1b2".matchAll(/[a-z](\\d)/g)].map((m) => m[1]), " a ".trimStart(), " a ".trimEnd(), "a".padStart(3, "xy"), "ab".includes("b")];',
  },
  {
    name: 'methods of the same name on own objects',
    code: 'const o = { at: (n: number) => "own" + n, flat: () => "own", entries: () => "own", replaceAll: () => "own", values: () => "own" } as any; return [o.at(1), o.flat(), o.entries(), o.replaceAll(), o.values()];',
  },
  {
    name: 'typeof of what is missing',
    code: 'return [typeof undefined, typeof (globalThis as any).nothing, typeof {}, typeof (() => 1)];',
  },
  {
    name: 'the event',
    code: 'const { request: { uri, headers, querystring } } = event; headers["x-a"] = { value: `${uri}?${Object.keys(querystring).join("&")}` }; return event.request;',
  },
  {
    name: 'a handler that is named otherwise inside',
    top: 'function helper(handler: any) { return handler(2); }',
    code: 'return helper((x: number) => x * 2);',
  },
  {
    name: 'string building in loops',
    code: 'let s = ""; for (let i = 0, n = 3; i < n; i++) { const t = i * 2; s += `${t},`; } return s;',
  },
  { name: 'do and while', code: 'let i = 0; do { i += 2; } while (i < 5); while (i > 3) i--; return i;' },
  { name: 'sorting', code: 'return [{ n: 2 }, { n: 1 }].sort((a, b) => a.n - b.n).map(({ n }) => n);' },
  {
    name: 'reduce with destructuring',
    code: 'return [["a", 1], ["b", 2]].reduce((all, [k, v]) => ({ ...all, [k as string]: v }), {});',
  },
  {
    name: 'tail of defaults that see each other',
    code: 'function f({ a = 1, b = a } = {} as any, c = a + b) { return [a, b, c]; } return [f(), f({ a: 2 }), f({ b: 5 }, 0)];',
  },
  {
    name: 'holes and lengths',
    code: 'const [first = "none", second = "none"] = [] as any[]; return [first, second, [1, 2].length];',
  },
  {
    name: 'errors keep their messages',
    code: 'const text = (f: () => unknown) => { try { return f(); } catch (e: any) { return e.message; } }; return [text(() => { throw new Error("a"); }), text(() => { throw new TypeError("b"); })];',
  },
  {
    name: 'spread in new of what is not a literal',
    code: 'class P { v: any; constructor(...a: any[]) { this.v = a; } } const list = [1, 2]; list.push(3); return new P(0, ...list).v;',
  },
  {
    name: 'names that helpers have',
    top: 'function _extends(x: any) { return x + 1; }\nconst $list = [1];\nfunction pick({ $at = 3, _inherits }: any) { return $at + _inherits; }',
    code: "const $flat = { a: 1 }; $list.push(...(_extends(['b', 'c']) as any)); return [[...$list], { ...$flat }, pick({ _inherits: 2 }), [1, 2].at(-1), { $list }];",
  },
  {
    name: 'an object that only looks like a middleware',
    top: "const log = { name: 'log', response: (x: any) => x + 1 };",
    code: 'return log.response(1);',
  },
  {
    name: 'constant conditions',
    code: 'const out: any[] = []; if (false) { var hidden = 1; } if (true) out.push(1); else out.push(2); out.push(false ? 3 : true ? 4 : 5); out.push(typeof hidden); return out;',
  },
  {
    // The minifier joins the constants; the engine then loses the kind of those behind a function with a `var`.
    name: 'constants behind a function with locals of another kind',
    top: 'const one = () => 1;',
    code: 'const out: any[] = []; for (const x of [1, 2]) { const list = [...((a: any, ...r: any[]) => r)(0, x)]; const last = list[0]; out.push(last); } const [p, q = 7] = [one()]; out.push(p, q); return out;',
  },
  {
    name: 'super in object literals',
    code: "const base = { hi() { return 'base'; } }; const o: any = { hi() { return super.toString === Object.prototype.toString; } }; const p: any = { __proto__: base, hi() { return 'own ' + super.hi(); } }; return [o.hi(), p.hi()];",
  },
  {
    name: 'debugger',
    code: 'debugger; return 1;',
  },
  {
    name: 'new.target',
    code: 'function F(this: any) { this.made = new.target === F; } const o: any = new (F as any)(); class A { made: any; constructor() { this.made = new.target === A; } } return [o.made, new A().made];',
  },
  {
    name: 'getters of super',
    code: 'class A { #n = 4; k = 1; get d() { return this.#n + this.k; } add(x: any, ...r: any[]): any { this.k += x + r.length; return this; } static get s(): any { return 7; } } class B extends A { get d() { return super.d * 10; } add(x: any) { super.add(x, ...[x]); return this; } static get s(): any { return super.s + 1; } } return [new B().d, new B().add(5).d, B.s];',
  },
];

const asynchronous: readonly Program[] = [
  {
    name: 'a function in an inner block that captures an outer constant',
    code: 'const n = [1]; const out: any[] = []; await null; { function t() { return n; } out.push(n.length, t().length); } return out;',
  },
  {
    name: 'a missing method of what is awaited',
    code: "const p = async (x: any) => x; const last = (await p(['a', 'b'])).at(-1); return [last, [...(await p('cd'))], (await p('a.b')).replaceAll('.', '-'), Object.fromEntries(await p([['k', 1]]))];",
    lacksInNjs: 'replaceAll came with njs 0.7.10',
  },
  {
    name: 'a loop variable that the body changes across an await',
    code: 'const f: any[] = []; for (let i = 0, n = 6; i < n; i++) { const g = () => i; await null; if (i === 2) { i++; continue; } f.push(g); } return f.map((g) => g());',
  },
  {
    name: 'a loop without a block that makes closures',
    code: 'const f: any[] = []; for (let i = 0; i < 3; i++) f.push(() => i), await null; for (const k in { a: 1, b: 2 }) f.push(() => k), await null; return f.map((g) => g());',
  },
  {
    name: 'locals of a switch across an await',
    code: 'const p = async (x: any) => x; switch (await p(1)) { case 1: let n = 1; const up = () => ++n; await null; up(); case 2: n = (n || 0) + 10; function get() { return n; } await null; n++; return [get(), up()]; } return 0;',
  },
  {
    name: 'a parameter of an async arrow without a block',
    code: 'const f = async (x: number) => [() => ++x, await null, x].length + x; const g = async (x: number) => ({ up: () => ++x, v: await null }); const o = await g(1); return [await f(1), o.up(), o.up()];',
  },
  {
    name: 'functions that call each other across an await',
    code: 'let depth = 0; function even(n: number): any { depth++; return n === 0 ? true : odd(n - 1); } function odd(n: number): any { return n === 0 ? false : even(n - 1); } const first = even(4); await null; return [first, even(3), depth];',
  },
  {
    name: 'an arrow that calls itself across an await',
    code: 'const fact = (n: number): number => (n < 2 ? 1 : n * fact(n - 1)); await null; const slow = async (n: number): Promise<number> => (n < 1 ? 0 : n + (await slow(n - 1))); return [fact(5), await slow(3)];',
  },
  {
    name: 'var in a loop across an await',
    code: 'const f: any[] = []; for (var i = 0; i < 3; i++) { var v = i; f.push(() => [i, v]); await null; } return f.map((g) => g());',
  },
  {
    name: 'var in the head of for-in across an await',
    code: 'const f: any[] = []; for (var k in { a: 1, b: 2 }) { f.push(() => k); await null; } return f.map((g) => g());',
  },
  {
    name: 'several locals in one declaration across an await',
    code: 'let a = 1, b = 2, c; const f = () => { a++; return [a, b, c]; }; c = f(); await null; b = 5; return [f(), a, b, c];',
  },
  {
    name: 'functions kept in locals, called without this',
    code: "let f = function (this: any) { return typeof this; }; const set = () => { f = function (this: any) { return 'now ' + typeof this; }; }; const one = f(); await null; set(); return [one, f()];",
  },
  {
    name: 'await in arguments',
    code: 'const p = async (x: any) => x + 1; return [Math.max(await p(1), await p(5), 3), String(await p(1)) + (await p(2))];',
  },
  {
    name: 'the order around an await',
    code: 'const log: any[] = []; const a = (x: any) => { log.push(x); return x; }; const p = async (x: any) => { log.push(x); return x; }; const f = (...r: any[]) => r; f(a(1), await p(2), a(3), await p(4), a(5)); return log;',
  },
  {
    name: 'a value that changes during an await',
    code: 'let n = 1; const p = async () => { n = 10; return 1; }; const f = (a: any, b: any) => [a, b]; return f(n, await p()).concat(n);',
  },
  {
    name: 'await in the middle of an expression',
    code: 'let n = 1; const p = async () => { n = 10; return 1; }; return [n + (await p()), n];',
  },
  {
    name: 'await in a compound assignment',
    code: 'let n = 1; const o: any = { v: 1 }; const p = async (x: any) => x; const id = (x: any) => x; n += id(await p(2)); o.v += id(await p(3)); return [n, o.v];',
  },
  {
    name: 'await in conditions',
    code: 'const p = async (x: any) => x; const id = (x: any) => x; const out: any[] = []; if (id(await p(true))) out.push(1); out.push(id(await p(false)) ? 2 : id(await p(3))); out.push(id(await p(0)) || id(await p(4))); out.push(id(await p(1)) && id(await p(5))); out.push(id(await p(null)) ?? id(await p(6))); return out;',
  },
  {
    name: 'a branch that must not run',
    code: 'let n = 0; const p = async (x: any) => { n++; return x; }; const id = (x: any) => x; const v = false && id(await p(1)); const w = true || id(await p(1)); const x = true ? 1 : id(await p(1)); return [v, w, x, n];',
  },
  {
    name: 'await in loops',
    code: 'const p = async (x: any) => x; const id = (x: any) => x; const out: any[] = []; for (const x of [1, 2]) out.push(id(await p(x))); let i = 0; while (id(await p(i)) < 3) { i++; if (i === 2) continue; out.push(i); } do { i++; if (i === 5) continue; } while (id(await p(i)) < 7); for (let j = id(await p(0)); j < id(await p(2)); j += id(await p(1))) { if (j === 0) continue; out.push("j" + j); } return [out, i];',
  },
  {
    name: 'await in templates and objects',
    code: 'const p = async (x: any) => x; const id = (x: any) => x; return id({ a: await p(1), [`k${await p(2)}`]: `${await p(3)}-${id(await p(4))}`, ...(await p({ z: 5 })) });',
  },
  {
    name: 'await on methods',
    code: 'const o = { n: 2, async get(x: any) { return x + this.n; } }; return [(await o.get(1)).toString(), JSON.stringify({ v: await o.get(3) })];',
  },
  {
    name: 'await in try, catch and finally',
    code: 'const p = async (x: any) => { if (x < 0) throw new Error("neg"); return x; }; const id = (x: any) => x; const out: any[] = []; try { out.push(id(await p(-1))); } catch (e: any) { out.push(id(await p(2)), e.message); } finally { out.push(id(await p(3))); } return out;',
  },
  {
    name: 'await in switch',
    code: 'const p = async (x: any) => x; const id = (x: any) => x; switch (id(await p(2))) { case 1: return 1; case 2: { const v = id(await p(5)); return v; } default: return 0; }',
  },
  {
    name: 'await in new',
    code: 'class P { constructor(public v: any) {} } const p = async (x: any) => x; return new P(await p(4)).v;',
  },
  {
    name: 'await in optional chains',
    code: 'const p = async (x: any) => x; return [(await p({ a: { b: 1 } }))?.a?.b, (await p(null))?.a?.b ?? "none"];',
  },
  {
    name: 'a counter that an inner function raises',
    code: 'let n = 0; const inc = () => { n++; }; inc(); await null; inc(); return n;',
  },
  {
    name: 'a local that is set after an await',
    code: 'let v: any = "old"; const read = () => v; await null; v = "new"; await null; return read();',
  },
  {
    name: 'function declarations and locals',
    code: 'let v = 1; function read() { return v; } function twice() { return read() * 2; } await null; v = 4; return [read(), twice(), v];',
  },
  {
    name: 'var and function declarations',
    code: 'var x = 1; function g() { return x; } await null; return [g(), x];',
  },
  {
    name: 'a counter in replace',
    code: 'let n = 0; const s = "aXbX".replace(/X/g, () => String(++n)); await null; return [s, n];',
  },
  {
    name: 'then that writes a local',
    code: 'let v: any; const p = async (x: any) => x; await p(3).then((x: any) => { v = x; }); return v;',
  },
  {
    name: 'rest parameters after an await',
    code: 'const f = async (...r: any[]) => { await null; return r.length; }; return f(1, 2, 3);',
  },
  {
    name: 'parameters that change',
    code: 'const f = async (a: any, b = 2) => { const add = () => { a += b; }; add(); await null; add(); return a; }; return f(1);',
  },
  {
    name: 'loop variables across an await',
    code: 'const out: any[] = []; for (let i = 0; i < 3; i++) { const f = () => i * 10; await null; out.push(f()); } return out;',
  },
  {
    name: 'a block local that changes in a loop',
    code: 'const out: any[] = []; for (const x of [1, 2]) { let sum = x; const add = (y: number) => { sum += y; }; add(10); await null; add(100); out.push(sum); } return out;',
  },
  {
    name: 'a caught error that is captured',
    code: 'try { throw new Error("x"); } catch (e: any) { const m = () => e.message; await null; e = { message: "y" }; return m(); }',
  },
  {
    name: 'nested async functions',
    code: 'let n = 0; const work = async (by: number) => { n += by; await null; n += by; return n; }; await work(1); const last = await work(10); return [n, last];',
  },
  {
    name: 'Promise.all',
    code: 'const p = async (x: any) => x * 2; return (await Promise.all([1, 2, 3].map((x) => p(x)))).concat(await Promise.all([p(4), 5]));',
  },
  {
    name: 'Promise chains without await',
    code: 'return Promise.resolve(1).then((x) => x + 1).then((x) => { throw new Error("n" + x); }).catch((e: any) => e.message);',
  },
  {
    name: 'async class methods',
    code: 'class S { #n = 1; async next() { await null; return this.#n++; } static async make() { return new S(); } } const s = await S.make(); return [await s.next(), await s.next()];',
  },
  {
    name: 'destructuring what is awaited',
    code: 'const p = async (x: any) => x; const { a, ...rest } = await p({ a: 1, b: 2 }); const [c = 3] = await p([]); return [a, rest, c];',
  },
  {
    name: 'for-of over what is awaited',
    code: 'const p = async (x: any) => x; let s = 0; for (const x of await p([1, 2, 3])) s += x; return s;',
  },
  {
    name: 'this across an await',
    code: 'const o = { n: 5, async f() { await null; const g = () => this.n; return g(); } }; return o.f();',
  },
];

/** Every program. */
export const programs: readonly Program[] = [
  ...sync,
  ...asynchronous.map((program) => ({ ...program, isAsync: true })),
];

/** The module that is built and that Node runs; the value comes back as the body of a response. */
export function moduleOf({ top = '', code, isAsync = false, readsStore = false }: Program): string {
  const head = readsStore ? "import cf from 'cloudfront';\nconst store = cf.kvs();" : '';
  const [prefix, wait] = isAsync ? ['async ', 'await '] : ['', ''];
  return `${head}
${top}
${prefix}function program(event: any): ${isAsync ? 'Promise<any>' : 'any'} {
${code}
}
export ${prefix}function handler(event: any) {
  const value = ${wait}program(event);
  return { statusCode: 200, body: JSON.stringify(value === undefined ? null : value) };
}
`;
}
