import assert from 'node:assert/strict';
import type { TestFunctions } from '../stores/subject.ts';
import type { Suite } from './suite.ts';

/** Targets that careless code decodes, cleans up, sorts or cuts. */
const TARGETS: Readonly<Record<string, string>> = {
  'a plain path': '/page/foo.html',
  'an encoded slash': '/page/a%2Fb%2fc',
  'empty segments': '/page//double//',
  'a trailing slash': '/page/foo/',
  'an encoded letter in lower-case hex': '/page/%c3%a9t%c3%a9/%E2%82%AC',
  'an encoded percent sign and a lone one in the query': '/page/100%25?q=100%25%zz',
  semicolons: '/page/a;b=c?x=1;y=2',
  brackets: '/page/foo?a[b]=1&a[]=2&a[]=1',
  'a plus sign and an encoded one': '/page/foo?q=a+b%2Bc%20d',
  'an ampersand in the path': '/page/this&that=1?x=2',
  'an empty pair in the query': '/page/foo?&',
  'empty names and values': '/page/foo?a&b=&=c&&d==',
  'repeated names': '/page/foo?b=2&a=1&b=1&a=,',
  "names of JavaScript's own": '/page/foo?__proto__=1&constructor=2&toString=3',
  'a second question mark': '/page/foo?a=b?c&d=/e/../f',
  '8 KB': `/page/foo?q=${'x%20+'.repeat(1638)}`,
};

export function describeUrls({ withApp }: Suite, { describe, it }: TestFunctions): void {
  describe('passes to Authbeat, byte for byte, a URL with', () => {
    for (const [name, target] of Object.entries(TARGETS)) {
      it(
        name,
        withApp({}, async ({ send, tenant, urls }) => {
          const signed = tenant.iframe(target);
          const response = await send({ target: signed });
          assert.deepEqual(urls, [signed]);
          assert.equal(response.status, 200, response.body);
          assert.equal((JSON.parse(response.body) as { clientKey: string }).clientKey, tenant.clientKey);
        }),
      );
    }

    it(
      'a question mark and nothing behind it',
      withApp({}, async ({ send, urls }) => {
        await send({ target: '/api/me?' });
        assert.deepEqual(urls, ['/api/me?']);
      }),
    );

    it(
      'characters in its query that browsers encode, or their encoding',
      withApp({}, async ({ send, tenant }) => {
        assert.equal((await send({ target: tenant.iframe(`/page/foo?q='"<{[|^]}>`) })).status, 200);
      }),
    );

    it(
      'something that looks like a token, which gets a response',
      withApp({}, async ({ send, urls }) => {
        const queries = {
          jwt: 401,
          'jwt=': 401,
          'jwt=a.b.c': 401,
          'jwt[x]=1': 401,
          'jwt=a&jwt=b': 400,
          'jwt&jwt': 400,
        };
        for (const [query, status] of Object.entries(queries)) {
          assert.equal((await send({ target: `/page/foo?${query}` })).status, status, query);
        }
        assert.deepEqual(
          urls,
          Object.keys(queries).map((query) => `/page/foo?${query}`),
        );
      }),
    );

    const reached: string[] = [];
    const handler = (): { body: string } => ({ body: String(reached.push('handler')) });
    it(
      'a fragment, which is refused: no signature covers it, and some frameworks read it',
      withApp({ handler }, async ({ send, signIn, tenant }) => {
        const token = tenant.bound('GET', '/page/foo.html');
        const tokenOfIssue = tenant.bound('GET', '/page/foo.html?issue=AB-1');
        const headers = { authorization: `Bearer ${await signIn()}` };
        const webhook = { authorization: `JWT ${tenant.bound('POST', '/webhook/issue')}` };
        for (const request of [
          { target: `/page/foo.html?jwt=${tokenOfIssue}&issue=AB-1#&project=EVIL` },
          { target: `/page/foo.html?jwt=${token}#&project=EVIL` },
          { target: `/page/foo.html?jwt=${token}#` },
          { target: `/page/foo.html#?jwt=${token}&x=1` },
          { target: `/page/foo.html#?jwt=${token}` },
          { target: '/api/me#?project=EVIL', headers },
          { target: '/api/me?project=ours#&project=EVIL', headers },
          { method: 'POST', target: '/webhook/issue#?project=EVIL', headers: webhook },
        ]) {
          const { status, body } = await send(request);
          assert.equal(status, 400, request.target);
          assert.ok(!body.includes('EVIL'), body);
        }
        assert.deepEqual(reached, []);
      }),
    );

    it(
      'a token for another one, which is refused',
      withApp({}, async ({ send, tenant }) => {
        const token = new URLSearchParams(tenant.iframe('/page/a?x=1').split('?')[1]).get('jwt');
        for (const target of [
          '/page/a?x=1',
          '/page/a?x=2',
          '/page/A?x=1',
          '/page/%61?x=1',
          '/page/a/b?x=1',
        ]) {
          const response = await send({ target: `${target}&jwt=${token}` });
          assert.equal(response.status, target === '/page/a?x=1' ? 200 : 401, target);
        }
      }),
    );
  });
}
