import { signHs256, UPSTREAM_CLAIM } from '@authbeat/core';
import { describe, expect, it } from 'vitest';
import { carriesMintedToken } from '../src/doors/minted.ts';

const SECRET = 'a-secret-of-a-tenant-in-this-test';
const HOST_TOKEN = signHs256({ iss: 'site', sub: `${UPSTREAM_CLAIM}_2` }, SECRET);

/** Is the token noticed in a URL, and in headers? */
function notices(url: string, headers: Readonly<Record<string, string | undefined>> = {}): boolean {
  return carriesMintedToken({ url, header: (name) => headers[name] });
}

// The claim begins at another place of its base64 group with each of these.
describe.each(['a', 'ab', 'abc'])('a token that the gateway has minted for %j', (sub) => {
  const minted = signHs256({ iss: 'site', sub, context: {}, [UPSTREAM_CLAIM]: true }, SECRET);
  const host = `JWT ${HOST_TOKEN}`;
  it.each([
    { place: 'a host token', url: `/page?a=1&jwt=${minted}` },
    { place: 'a token of ACE', url: `/page?acpt=${minted}&b` },
    { place: 'a parameter with an encoded name', url: `/page?a=1&j%77t=${minted}` },
    { place: 'a parameter behind two question marks', url: `/page??jwt=${minted}` },
    { place: 'a parameter behind a semicolon', url: `/page?a=1;jwt=${minted}` },
    { place: 'an encoded value', url: `/page?jwt=%65${minted.slice(1)}` },
    { place: 'the second of two parameters', url: `/page?jwt=${HOST_TOKEN}&jwt=${minted}` },
    { place: 'a header with a scheme', headers: { authorization: `JWT ${minted}` } },
    { place: 'the second of two headers', headers: { authorization: `${host}, JWT ${minted}` } },
    { place: 'a header of ACE', headers: { 'x-acpt': minted } },
  ])('is noticed as $place', ({ url = '/page', headers = {} }) => {
    expect(notices(url, headers)).toBe(true);
  });
});

it('does not take the token of a host for one of the gateway', () => {
  expect(
    notices(`/page?jwt=${HOST_TOKEN}`, { authorization: `JWT ${HOST_TOKEN}`, 'x-acpt': HOST_TOKEN }),
  ).toBe(false);
});
