import { describe, expect, it } from 'vitest';
import { certify, TRUSTING } from '../fixtures/certificates.ts';
import { statusesAt, reasonsOf, scanFromOutside } from '../fixtures/fixture.ts';
import { html } from '../fixtures/model-app.ts';

const DAY = 86_400_000;

describe('the check certificate', () => {
  it.each([
    ['is self-signed', { selfSigned: true }, 'self-signed'],
    ['is for another name', { name: 'other.example.com' }, 'for another name'],
    ['is not valid yet', { notBefore: new Date(Date.now() + DAY) }, 'not valid yet'],
    ['has expired', { notBefore: new Date('2024-01-01'), notAfter: new Date('2025-01-01') }, 'has expired'],
  ])('fails one that %s', async (_, wish, reason) => {
    const fixture = { tls: async () => certify(wish), options: TRUSTING };
    const report = await scanFromOutside(fixture, { only: ['certificate', 'authentication'] });
    expect(statusesAt(report, 'certificate')).toEqual(['fail']);
    expect(reasonsOf(report, 'certificate')).toContain(reason);
    // The rest of the app is looked at all the same.
    expect(statusesAt(report, 'authentication')).toContain('pass');
  });

  it('fails one of an unknown authority', async () => {
    const report = await scanFromOutside({ tls: certify }, { only: ['certificate'] });
    expect(statusesAt(report, 'certificate')).toEqual(['fail']);
  });

  it('warns of one that ends soon', async () => {
    const fixture = {
      tls: async () => certify({ notAfter: new Date(Date.now() + 5 * DAY) }),
      options: TRUSTING,
    };
    const report = await scanFromOutside(fixture, { only: ['certificate'] });
    expect(statusesAt(report, 'certificate')).toEqual(['warning']);
  });
});

describe('the check hsts', () => {
  it.each([
    [undefined, 'fail'],
    ['max-age=31536000', 'pass'],
    ['max-age=63072000; includeSubDomains; preload', 'pass'],
    ['includeSubDomains; MAX-AGE="31536000"', 'pass'],
    ['max-age=31535999', 'fail'],
    ['max-age=0', 'fail'],
    ['includeSubDomains', 'fail'],
  ])('judges %s: %s', async (value, status) => {
    const other = () => ({
      status: 404,
      headers: value === undefined ? {} : { 'strict-transport-security': value },
    });
    const fixture = { parts: { other }, tls: certify, options: TRUSTING };
    const report = await scanFromOutside(fixture, { only: ['hsts'] });
    // Of the base URL, and of the descriptor's.
    expect(statusesAt(report, 'hsts')).toEqual([status, 'pass']);
  });
});

describe('the check tls-version', () => {
  it('fails a server that supports old versions only', async () => {
    const tls = async () => ({
      ...(await certify()),
      minVersion: 'TLSv1.1' as const,
      maxVersion: 'TLSv1.1' as const,
      ciphers: 'DEFAULT:@SECLEVEL=0',
    });
    const report = await scanFromOutside({ tls, options: TRUSTING }, { only: ['tls-version'] }).catch(
      (error: unknown) => String(error),
    );
    // Its descriptor cannot even be fetched by a client of today.
    expect(report).toMatch(/The descriptor cannot be fetched from https:\S+ The TLS handshake failed\./);
  });

  it('judges no plain HTTP on this machine, and says so', async () => {
    const report = await scanFromOutside({}, { only: ['3', '6.2'] });
    expect(statusesAt(report, 'tls-version')).toEqual(['not-judged']);
    expect(reasonsOf(report, 'tls-version')).toContain('Plain HTTP on this machine');
  });

  it('fails an app elsewhere that is served without TLS', async () => {
    const parts = {
      descriptor: (standard: Record<string, unknown>) => ({
        ...standard,
        baseUrl: 'http://app.example.invalid',
      }),
      page: () => html(200, ''),
    };
    const report = await scanFromOutside(
      { parts },
      {
        only: ['tls-version', 'hsts', 'certificate'],
        timeout: 5,
        allowedOrigins: ['http://app.example.invalid'],
      },
    );
    expect(statusesAt(report, 'tls-version')).toEqual(['fail']);
    expect(statusesAt(report, 'hsts')).toEqual(['not-judged']);
    expect(statusesAt(report, 'certificate')).toEqual(['not-judged']);
  });
});
