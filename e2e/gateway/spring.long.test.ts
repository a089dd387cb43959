import { beforeAll, expect, it } from 'vitest';
import { buildSpring, SPRING } from './apps.ts';
import { checkBehindGateway } from './check-app.ts';
import { describeLatePanel, describeLongPage } from './describe-unchanged.ts';

beforeAll(buildSpring, 300_000);

describeLatePanel("Atlassian's Spring Boot starter", SPRING);
describeLongPage("Atlassian's Spring Boot starter", SPRING);

it("an unchanged app on Atlassian's Spring Boot starter passes the security test behind a gateway", async () => {
  expect(await checkBehindGateway(SPRING)).toEqual({});
});
