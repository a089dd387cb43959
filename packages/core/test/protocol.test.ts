import { describe, expect, it } from 'vitest';
import { buildExchangeForm, buildRecoveryForm, readExchangeRequest } from '../src/index.ts';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt';

describe('the exchange request', () => {
  it('has the form of RFC 8693', () => {
    expect([...new URLSearchParams(buildExchangeForm('a.b.c'))]).toEqual([
      ['grant_type', GRANT_TYPE],
      ['subject_token', 'a.b.c'],
      ['subject_token_type', JWT_TYPE],
    ]);
  });

  it('is read as it was built', () => {
    const fields = { grant_type: GRANT_TYPE, subject_token: 'a.b.c', subject_token_type: JWT_TYPE };
    expect(readExchangeRequest(fields)).toEqual({ subjectToken: 'a.b.c' });
    expect(readExchangeRequest({ ...fields, grant_type: 'password' })).toEqual({
      error: 'unsupported_grant_type',
    });
    expect(readExchangeRequest({ ...fields, subject_token_type: 'saml2' })).toEqual({
      error: 'invalid_request',
    });
  });
});

it('the recovery request carries the token and the URL', () => {
  expect([...new URLSearchParams(buildRecoveryForm('a.b.c', '/p?x=1&jwt=t'))]).toEqual([
    ['subject_token', 'a.b.c'],
    ['url', '/p?x=1&jwt=t'],
  ]);
});
