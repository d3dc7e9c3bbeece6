// Calls of a portal by openapi-fetch with the types that openapi-typescript generates: no cast.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

const client = createClient<paths>({ baseUrl: process.argv[2] });

declare const process: { argv: string[] };

function check(holds: boolean, name: string): void {
  if (!holds) throw new Error(name);
}

const created = await client.POST("/api/v1/diagnoses", {
  body: {
    text: "APIGW.0308: too many requests",
    http_status: 429,
    headers: { "Retry-After": "12", "X-Request-Id": "5f0c11aa22bb33cc" },
  },
});
if (!created.data) throw new Error(created.error.error_msg);
const finding = created.data.findings[0];
check(created.data.outcome === "known", "created.outcome");
check(finding?.wait === 12 && finding.read.request_id === "5f0c11aa22bb33cc", "created.headers");

const diagnosed = await client.POST("/api/v1/diagnose", {
  body: { error_code: "iMetal.0100", error_msg: "Physical servers ID not found: [srv-1]" },
  params: { query: { service: "imetal" } },
});
if (!diagnosed.data) throw new Error(diagnosed.error.error_msg);
check(diagnosed.data.findings[0]?.matches[0]?.parameters[0]?.values[0] === "srv-1", "diagnosed.parameters");

const batch = await client.POST("/api/v1/diagnose/batch", { body: ["iMetal.0100", "", "nothing known"] });
if (!batch.data) throw new Error(batch.error.error_msg);
check(batch.data.map((each) => each.index).join() === "0,1,2", "batch.index");
check(batch.data[1]?.error_code === "Portal.0400", "batch.error_code");

const found = await client.GET("/api/v1/errors/{service}/{code}", {
  params: { path: { service: "imetal", code: "imetal.0100" } },
});
if (!found.data) throw new Error(found.error.error_msg);
const retryable: "yes" | "no" | "after_change" | null | undefined = found.data.cases[0]?.retryable;
check(found.data.code === "iMetal.0100" && retryable === "after_change", "found.code");

const missing = await client.GET("/api/v1/errors/{service}/{code}", {
  params: { path: { service: "imetal", code: "iMetal.9999" } },
});
check(missing.error?.error_code === "Portal.0404", "missing.error_code");

const page = await client.GET("/api/v1/errors", { params: { query: { q: "subnet", page_size: 2 } } });
if (!page.data) throw new Error(page.error.error_msg);
check(page.data.count > 2 && page.data.results.length === 2 && page.data.previous === null, "page");

const log = await client.GET("/api/v1/changes", { params: { query: { since: 0 } } });
if (!log.data) throw new Error(log.error.error_msg);
check(log.data.edition > 0 && log.data.changes.length > 0, "log");
