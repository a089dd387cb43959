import { fail, warning } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import { reviewResponses } from '../judging/review.ts';

const STACKS: readonly RegExp[] = [
  /\bat .{0,200}\.[cm]?[jt]sx?:\d+:\d+/,
  /\bTraceback \(most recent call last\)/,
  // In JSON, the tab before `at` is written as `\t`.
  /(?:\b|\\t)at [\w$./@]+\([\w$]+\.(?:java|kt|scala|groovy):\d+\)/,
  /\.(?:cs|fs|vb):line \d+/,
  /#\d+ \S{0,200}\.php\(\d+\): /,
  /\.rb:\d+:in [`']/,
  /\bgoroutine \d+ \[running\]:/,
];
const STORES: readonly RegExp[] = [
  /\bSequelize\w*Error\b/,
  /\bSQLITE_[A-Z]+\b|\bno such (?:table|column):/,
  /\bMongo(?:Server)?Error\b/,
  /\bsyntax error at or near "|\bORA-\d{5}\b/,
];
const RUNTIME =
  /\b(?:TypeError|ReferenceError|SyntaxError|RangeError): |\bis not a function\b|\bCannot read propert|\bUnexpected token\b.{0,40}\bJSON\b|\bis not valid JSON\b|\bERR_[A-Z]+_[A-Z_]+\b/;

export const check: OutsideCheck = {
  id: 'error-disclosure',
  title: 'Errors reveal nothing about the inside of the app',
  depth: 'outside',
  isReview: true,
  run: (context) =>
    reviewResponses(context, 'No response holds a stack trace or an error of the runtime.', (response) => {
      const { body, status, url } = response;
      if (STACKS.some((pattern) => pattern.test(body))) return fail(url, 'It shows a stack trace.', response);
      if (status < 400) return undefined;
      if (STORES.some((pattern) => pattern.test(body)))
        return fail(url, 'It shows an error of its database.', response);
      return RUNTIME.test(body)
        ? warning(url, "It shows the runtime's own message of an error.", response)
        : undefined;
    }),
};
