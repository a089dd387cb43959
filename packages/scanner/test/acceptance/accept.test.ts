import { describe, expect, it } from 'vitest';
import { covers, isCurrent } from '../../src/acceptance/accept.ts';

const acceptance = { check: 'hsts', url: '*', reason: 'the proxy adds it', expires: '2027-01-31' };

describe('an acceptance', () => {
  it('holds to the end of its last day', () => {
    expect(isCurrent(acceptance, Date.parse('2027-01-31T23:59:59Z'))).toBe(true);
    expect(isCurrent(acceptance, Date.parse('2027-02-01T00:00:00Z'))).toBe(false);
  });

  it.each([
    ['https://app.example.com/panel?a=1', true],
    ['/panel?a=1', true],
    ['/panel', true],
    ['/panel*', true],
    ['https://app.example.com/*', true],
    ['*', true],
    ['/pan', false],
    ['/pane.', false],
    ['/other', false],
    ['', false],
  ])('with the URL %s covers a finding at /panel?a=1: %s', (url, expected) => {
    const finding = { check: 'hsts', url: 'https://app.example.com/panel?a=1' };
    expect(covers({ ...acceptance, url }, finding)).toBe(expected);
  });

  it('covers no other check', () => {
    expect(covers(acceptance, { check: 'cors', url: 'https://app.example.com/' })).toBe(false);
  });
});
