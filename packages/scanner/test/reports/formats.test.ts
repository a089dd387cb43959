import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { default as AjvDraft7 } from 'ajv';
import addFormats from 'ajv-formats';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { marked } from 'marked';
import { parse } from 'parse5';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatReport, REPORT_FORMATS, type Report } from '../../src/index.ts';
import { elementsOf } from '../../src/judging/html.ts';
import { scanFixture } from '../fixtures/fixture.ts';
import { html, STANDARD_PARTS, type AppParts } from '../fixtures/model-app.ts';

const HOSTILE = `<script>alert(1)</script> "' & ]]> \u0000 | \`x\` [a](javascript:b)`;
const SECRET = 'n0t-so-secret-anymore';

let report: Report;

/** A report in which everything occurs, of an app that tries to get markup into it. */
beforeAll(async () => {
  report = await scanFixture(
    {
      parts: {
        descriptor: (standard) => ({ ...standard, name: HOSTILE }),
        refuse: (request, refusal) =>
          refusal === 'missing'
            ? html(401, `${HOSTILE} {"sharedSecret": "${SECRET}"}`)
            : STANDARD_PARTS.refuse(request, refusal),
        page: () => html(200, HOSTILE, { 'referrer-policy': 'unsafe-url', 'content-security-policy': 'a' }),
        webhook: () => 'never',
      },
    },
    {
      timeout: 1,
      accepted: [{ check: 'secret-disclosure', url: '/page', reason: HOSTILE, expires: '2099-01-01' }],
    },
  );
});

function readSchema(name: string): object {
  return JSON.parse(readFileSync(new URL(`../../schema/${name}`, import.meta.url), 'utf8')) as object;
}

describe('every form of the report', () => {
  it('is made of a report in which everything occurs', () => {
    const statuses = new Set(report.checks.flatMap(({ findings }) => findings.map(({ status }) => status)));
    expect(statuses).toEqual(new Set(['fail', 'warning', 'not-judged', 'pass']));
    expect(report.acceptedCount).toBeGreaterThan(0);
    expect(report.isIncomplete).toBe(true);
  });

  it.each(REPORT_FORMATS)('%s ends with a line break and repeats no secret', (format) => {
    const text = formatReport(report, format);
    expect(text.endsWith('\n')).toBe(true);
    expect(text).not.toContain(SECRET);
  });
});

describe('an app that attacks its reader', () => {
  const attack = 'a`b``c](javascript:alert(1))\u001B[2J\u202Egnp.exe<script>|@everyone';
  let hostile: Report;

  beforeAll(async () => {
    const parts: Partial<AppParts> = {
      descriptor: (standard) => ({
        ...standard,
        name: `${attack}\u2028FAIL`,
        baseUrl: `${String(standard['baseUrl'])}/${attack}`,
      }),
      other: () => ({ status: 200, body: attack, headers: { 'content-type': 'text/html' } }),
    };
    hostile = await scanFixture({ parts }, { only: ['authentication', 'signed-install', 'branding'] });
  });

  it.each(REPORT_FORMATS)('finds no command and no mark that hides text in %s', (format) => {
    const text = formatReport(hostile, format);
    expect(text).toContain('gnp.exe');
    // A line break is the form's own.
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
    expect(JSON.stringify(JSON.parse(formatReport(hostile, 'json')))).not.toMatch(/\\u0|\\u202/);
  });

  it('makes no link, element or mention in a ticket', () => {
    const page = elementsOf(marked.parse(formatReport(hostile, 'markdown'), { async: false }));
    const names = new Set(page.map(({ name }) => name));
    expect(names).toContain('code');
    for (const name of ['a', 'script', 'img']) expect(names).not.toContain(name);
    const outside = page.filter(({ name }) => name !== 'code').map(({ text }) => text);
    expect(outside.join('\n')).not.toContain('@everyone');
  });

  it('makes no link and no placeholder in code scanning', () => {
    const { runs } = JSON.parse(formatReport(hostile, 'sarif')) as { runs: readonly SarifRun[] };
    const texts = runs.flatMap(({ results }) => results.map(({ message }) => message.text));
    expect(texts.join('\n')).toContain(String.raw`\]`);
    expect(texts.join('\n')).not.toMatch(/(?<!\\)[[\]]/);
  });
});

describe('json', () => {
  it('names the version of the package', () => {
    const path = new URL('../../package.json', import.meta.url);
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
    expect(report.tool.version).toBe(version);
  });

  it('follows its published schema', () => {
    const ajv = addFormats.default(new Ajv2020({ strict: true, allErrors: true }));
    ajv.addSchema(readSchema('config.schema.json'), 'config.schema.json');
    const validate = ajv.compile(readSchema('report.schema.json'));
    validate(JSON.parse(formatReport(report, 'json')));
    expect(validate.errors).toBeNull();
  });
});

describe('sarif', () => {
  const official = createRequire(import.meta.url).resolve(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  );

  it('follows the official schema', () => {
    const ajv = addFormats.default(
      new AjvDraft7.default({ strict: false, allErrors: true, unicodeRegExp: false }),
    );
    // It is written in draft 4, which differs from draft 7 in nothing that it uses but these two.
    const {
      $schema: _,
      id: __,
      ...schema
    } = JSON.parse(readFileSync(official, 'utf8')) as Record<string, unknown>;
    const validate = ajv.compile(schema);
    validate(JSON.parse(formatReport(report, 'sarif')));
    expect(validate.errors).toBeNull();
  });

  it('has what code scanning wants: a rule, a place and a stable fingerprint for every result', () => {
    const { runs } = JSON.parse(formatReport(report, 'sarif')) as { runs: readonly SarifRun[] };
    const [run] = runs;
    const results = run?.results ?? [];
    expect(results.length).toBeGreaterThan(20);
    for (const { ruleIndex, ruleId, locations, partialFingerprints } of results) {
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
      expect(locations[0]?.physicalLocation.artifactLocation.uri).toBe('atlassian-connect.json');
      expect(Object.values(partialFingerprints)[0]).toMatch(/^[\da-f]{32}$/);
    }
    const accepted = results.filter(({ suppressions }) => suppressions);
    expect(accepted).toHaveLength(report.acceptedCount);
  });
});

interface SarifRun {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
  readonly results: readonly {
    readonly ruleId: string;
    readonly message: { readonly text: string };
    readonly ruleIndex: number;
    readonly locations: readonly {
      readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
    }[];
    readonly partialFingerprints: Readonly<Record<string, string>>;
    readonly suppressions?: readonly unknown[];
  }[];
}

describe('junit', () => {
  it('is well-formed with any text of the app', () => {
    expect(XMLValidator.validate(formatReport(report, 'junit'))).toBe(true);
  });

  it('counts as the report does', () => {
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
    const { testsuites } = parser.parse(formatReport(report, 'junit')) as {
      testsuites: {
        failures: string;
        errors: string;
        testsuite: readonly { failures: string; name: string }[];
      };
    };
    expect(Number(testsuites.failures)).toBe(report.counts.fail);
    const findings = report.checks.flatMap((check) => check.findings);
    const unanswered = findings.filter(({ cause }) => cause === 'inconclusive');
    expect(Number(testsuites.errors)).toBe(unanswered.length);
    const sum = testsuites.testsuite.reduce((total, { failures }) => total + Number(failures), 0);
    expect(sum).toBe(report.counts.fail);
    expect(testsuites.testsuite.map(({ name }) => name)).toEqual(report.checks.map(({ id }) => id));
  });
});

describe('html', () => {
  it('is one file that runs nothing and loads nothing', () => {
    const elements = elementsOf(formatReport(report, 'html'));
    const names = new Set(elements.map(({ name }) => name));
    expect([...names].filter((name) => /^(script|link|img|iframe|object|embed|form)$/.test(name))).toEqual(
      [],
    );
    expect(elements.filter(({ attributes }) => 'src' in attributes || 'onclick' in attributes)).toEqual([]);
  });

  it('is written without a mistake that a parser would have to mend', () => {
    const mistakes: string[] = [];
    parse(formatReport(report, 'html'), { onParseError: ({ code }) => mistakes.push(code) });
    expect(mistakes).toEqual([]);
  });

  it('links each finding to its check', () => {
    const elements = elementsOf(formatReport(report, 'html'));
    const ids = new Set(elements.map(({ attributes }) => attributes['id']));
    const links = elements.flatMap(({ attributes }) => attributes['href']?.match(/^#(.+)/)?.[1] ?? []);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((link) => !ids.has(link))).toEqual([]);
  });
});

describe('markdown', () => {
  it('keeps text of the app from becoming markup', () => {
    const text = formatReport(report, 'markdown');
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('[a](');
  });
});

describe('text', () => {
  it('is coloured only where the options say so', () => {
    expect(formatReport(report, 'text')).not.toContain('\u001B[');
    expect(formatReport(report, 'text', { colour: true })).toContain('\u001B[31m');
  });

  it('names what failed, with a command that repeats it, and sums up', () => {
    const text = formatReport(report, 'text');
    expect(text).toMatch(/FAIL referrer-policy .*\(requirement 7\.2\)/);
    expect(text).toContain(`${report.counts.fail} failed`);
    expect(text).toMatch(/ {9}curl -i 'http:/);
  });
});
