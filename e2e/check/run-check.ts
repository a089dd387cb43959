import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Status, Report } from '@authbeat/scanner';
import { findFreePort } from '../../packages/server/test/support/free-port.ts';

const BIN = fileURLToPath(new URL('../../packages/cli/bin/authbeat.cjs', import.meta.url));

/** Runs `authbeat check` as a process of its own, on ports that are free. */
export async function runCheck(
  options: readonly string[],
  command: readonly string[],
): Promise<{ exitCode: number; report: Report }> {
  const [port, appPort] = [String(await findFreePort()), String(await findFreePort())];
  const own = ['check', '--format', 'json', '--port', port, '--app-port', appPort, ...options];
  return new Promise((resolve, reject) => {
    const args = [BIN, ...own, '--', ...command];
    const child = execFile(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }, (_, stdout, stderr) => {
      const { exitCode } = child;
      if (exitCode === null || stdout === '') reject(new Error(`It reported nothing: ${stderr}`));
      else resolve({ exitCode, report: JSON.parse(stdout) as Report });
    });
  });
}

/** What a report complains about: every check with a failure or a warning, and the paths concerned. */
export function complaintsOf({
  checks,
}: Report): Record<string, { status: Status; paths: readonly string[] }> {
  const complaints = checks.map(({ id, status, findings }) => {
    const bad = findings.filter((finding) => finding.status === 'fail' || finding.status === 'warning');
    const paths = [...new Set(bad.map(({ url }) => new URL(url).pathname))].toSorted();
    return [id, { status, paths }] as const;
  });
  return Object.fromEntries(complaints.filter(([, { paths }]) => paths.length > 0));
}
