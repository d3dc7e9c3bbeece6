// Calls of a portal by the client that hey-api generates: no cast.
import { client } from "./hey/client.gen.js";
import {
  createDiagnosis,
  diagnose,
  diagnoseBatch,
  getError,
  listChanges,
  listErrors,
  listServices,
} from "./hey/sdk.gen.js";

client.setConfig({ baseUrl: process.argv[2], throwOnError: true });

declare const process: { argv: string[] };

function check(holds: boolean, name: string): void {
  if (!holds) throw new Error(name);
}

const created = await createDiagnosis({
  body: { text: "APIGW.0308: too many requests", http_status: 429, headers: { "Retry-After": "12" } },
});
check(created.data?.outcome === "known" && created.data.findings[0]?.wait === 12, "created");

const diagnosed = await diagnose({
  body: { error_code: "iMetal.0100", error_msg: "Physical servers ID not found: [srv-1]" },
});
check(diagnosed.data?.findings[0]?.matches[0]?.parameters[0]?.values[0] === "srv-1", "diagnosed");

const batch = await diagnoseBatch({ body: ["iMetal.0100", "", { error_code: "iMetal.0233" }] });
check(batch.data?.map((each) => each.index).join() === "0,1,2", "batch");

const found = await getError({ path: { service: "imetal", code: "imetal.0100" } });
check(found.data?.code === "iMetal.0100" && found.data.cases[0]?.http_status === 404, "found");

const page = await listErrors({ query: { q: "subnet", page_size: 2 } });
check(page.data?.results.length === 2, "page");

const services = await listServices();
check(services.data?.results.some((each) => each.service === "imetal") === true, "services");

const log = await listChanges({ query: { since: 0 } });
check((log.data?.edition ?? 0) > 0, "log");
