import { isIP } from 'node:net';
import { pass, warning } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import { describeTransport } from '../judging/transport.ts';
import { isLoopback } from '../probes/origins.ts';

const PRODUCTS = [
  'atlassian',
  'jira',
  'confluence',
  'bitbucket',
  'trello',
  'statuspage',
  'opsgenie',
] as const;

export const check: OutsideCheck = {
  id: 'branding',
  title: "Name and domain respect Atlassian's trademarks",
  requirement: '16',
  depth: 'outside',
  async run(context) {
    const { descriptor, declaredAt } = context.surface;
    const { url, host } = describeTransport(context);
    const name = descriptor.name.toLowerCase();
    const leading = PRODUCTS.find((product) => name.startsWith(product));
    const domain = registeredLabel(host);
    const borrowed = PRODUCTS.find((product) => domain.includes(product));
    return [
      leading
        ? warning(declaredAt, `The app's name begins with "${leading}"; "… for ${leading}" is allowed.`)
        : name.includes('premium')
          ? warning(declaredAt, 'The app\'s name contains "premium".')
          : pass(declaredAt, "The app's name begins with no product's name."),
      borrowed
        ? warning(url, `The domain contains "${borrowed}".`)
        : pass(url, "The domain contains no product's name."),
    ];
  },
};

/** `vendor` of `jira.vendor.co.uk`: the registered part of a host name. */
function registeredLabel(host: string): string {
  if (isIP(host) !== 0 || isLoopback(host)) return '';
  const labels = host.toLowerCase().split('.');
  const isSecondLevel =
    labels.at(-1)?.length === 2 && /^(co|com|org|net|gov|ac|edu)$/.test(labels.at(-2) ?? '');
  return labels.at(isSecondLevel ? -3 : -2) ?? '';
}
