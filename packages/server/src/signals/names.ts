/** What hosts call the tenant of an event. Of a Forge installation that is linked to a Connect tenant, both names. */
export interface HostNames {
  /** Absent for a Forge installation that is not linked to a Connect tenant. */
  readonly clientKey?: string;
  /** Of a Forge installation. */
  readonly installationId?: string;
}

/** The names of the tenant behind a session or ticket. */
export function namesOf({
  tenantId,
  installationId,
}: {
  readonly tenantId: string;
  readonly installationId?: string;
}): HostNames {
  return {
    ...(tenantId !== installationId && { clientKey: tenantId }),
    ...(installationId !== undefined && { installationId }),
  };
}
