import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkTemplate, createTemplateRenderer } from './mapping-template.js';
import { createMessageBody } from './message-body.js';
import { buildTemplateVariables, type TemplateInput } from './template-variables.js';

const message =
  '{"name":"O\'Neil \\"x\\"","list":[1,2,3],"map":{"k":"v"},"empty":"","nested":{"a":[{"b":7}]}}';

function render(template: string, input: Partial<TemplateInput> = {}): string {
  return createTemplateRenderer()(
    template,
    buildTemplateVariables({
      body: createMessageBody(message, true),
      context: {
        connectionId: 'L0SM9cOFvHcCIhw=',
        connectedAt: 1_705_751_697_419,
        authorizer: { principalId: 'user-17', level: '3' },
        identity: { sourceIp: '198.51.100.7' },
      },
      stageVariables: { tableName: 'conns-dev' },
      handshake: undefined,
      ...input,
    }),
  );
}

describe('a mapping template', () => {
  const table: readonly (readonly [string, string])[] = [
    ['$input.body', message],
    ["$input.json('$.list')", '[1,2,3]'],
    ["$input.json('$')", JSON.stringify(JSON.parse(message))],
    ["$input.json('$.nope')", '""'],
    ["$input.path('$.nested.a[0].b')", '7'],
    ["$input.path('$.map')", '{k=v}'],
    ["$input.path('$.list')", '[1, 2, 3]'],
    ["$input.path('$').list.size()", '3'],
    ["#foreach($n in $input.path('$.list'))<$n>#if($foreach.hasNext),#end#end", '<1>,<2>,<3>'],
    ["#set($m = $input.path('$.map'))#foreach($k in $m.keySet())$k=$m.get($k)#end", 'k=v'],
    ["#set($l = $input.path('$.list'))$l.contains(2) $l.isEmpty() $l.get(0)", 'true false 1'],
    ["#if($input.path('$.empty').isEmpty())none#{else}some#end", 'none'],
    [
      "#set($t = 'Hello')$t.length() $t.equals('Hello') $t.toLowerCase() $t.substring(0,2)",
      '5 true hello He',
    ],
    ["#set($t = 'a.b.c')$t.replaceAll('\\.', '-') $t.replace('.', '+') $t.contains('b')", 'a-b-c a+b+c true'],
    ['$context.connectionId ${context.authorizer.principalId}', 'L0SM9cOFvHcCIhw= user-17'],
    ['$context.connectedAt.length()', '13'],
    ["$stageVariables.tableName ${stageVariables['tableName']}", 'conns-dev conns-dev'],
    ["$util.escapeJavaScript($input.path('$.name'))", 'O\\\'Neil \\"x\\"'],
    ["$util.urlEncode('a b&c=é!')", 'a+b%26c%3D%C3%A9%21'],
    ["$util.urlDecode('a+b%26')", 'a b&'],
    ["$util.base64Encode('hi') $util.base64Decode('aGk=')", 'aGk= hi'],
    ['$util.parseJson(\'{"a":[1]}\').a[0]', '1'],
    ['$missing $!missing|', '$missing |'],
    ["$input.params('token')|", '|'],
  ];
  for (const [template, text] of table) {
    it(`renders ${template}`, () => {
      assert.equal(render(template), text);
    });
  }

  it('reads headers and query at $connect', () => {
    const handshake = { headers: [['X-Tenant', 'acme']] as const, query: 'token=t%200' };
    assert.equal(render("$input.params('token') $input.params('x-tenant')", { handshake }), 't 0 acme');
    assert.equal(render("$input.params().querystring.get('token')", { handshake }), 't 0');
  });

  it('keeps what one rendering changed from the next', () => {
    const renderTemplate = createTemplateRenderer();
    const variables = buildTemplateVariables({
      body: createMessageBody('{"list":[1]}', false),
      context: {},
      stageVariables: undefined,
      handshake: undefined,
    });
    const template = "#set($l = $input.path('$.list'))#set($x = $l.add(2))$l.size()";
    assert.equal(renderTemplate(template, variables), '2');
    assert.equal(renderTemplate(template, variables), '2');
  });

  it('loops 1,000 times and refuses the 1,001st', () => {
    assert.equal(render('#foreach($n in [1..1000])#if($n == 1000)done#end#end'), 'done');
    assert.throws(() => render('#foreach($n in [1..1001])x#end'), {
      name: 'TemplateError',
      message: 'a #foreach has more than 1000 iterations',
    });
  });

  it('refuses endless text and a syntax error', () => {
    assert.throws(() => render('#set($s = "0123456789")#foreach($n in [1..100])#set($s = "$s$s")#end$s'), {
      name: 'TemplateError',
    });
    assert.throws(() => render('#set($a = )'), { name: 'TemplateError' });
    assert.match(checkTemplate('#set($a = )') ?? '', /^the template cannot be parsed/);
    assert.equal(checkTemplate('{"a": $input.json("$")}'), undefined);
  });

  it('takes 307,200 bytes and refuses one more', () => {
    assert.equal(render('x'.repeat(307_200)).length, 307_200);
    assert.throws(() => render('x'.repeat(307_201)), {
      message: 'the template has 307201 bytes, 307200 are allowed',
    });
  });

  it('reaches nothing of the process through constructors', () => {
    assert.doesNotMatch(
      render("$input.constructor.constructor('return process') $util.class.forName('x') $context.__proto__"),
      /object process|native code/,
    );
  });
});
