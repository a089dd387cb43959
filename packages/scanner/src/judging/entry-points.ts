import type { EntryPoint, EntryPointRole } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import type { CheckContext } from './context.ts';
import { notApplicable, type Finding } from './finding.ts';

/** Judges every entry point of some roles. Where there is none, the check does not apply. */
export async function judgeEntryPoints(
  context: CheckContext,
  roles: readonly EntryPointRole[],
  judge: (entryPoint: EntryPoint) => Promise<Finding>,
): Promise<readonly Finding[]> {
  return judgeEach(context, entryPointsOf(context.surface, ...roles), judge);
}

/** The same for entry points that a check has chosen. */
export async function judgeEach(
  { surface }: CheckContext,
  entryPoints: readonly EntryPoint[],
  judge: (entryPoint: EntryPoint) => Promise<Finding>,
): Promise<readonly Finding[]> {
  return entryPoints.length === 0
    ? [notApplicable(surface.declaredAt, 'The descriptor declares nothing that this check applies to.')]
    : Promise.all(entryPoints.map(judge));
}
