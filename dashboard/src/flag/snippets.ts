/** How programs ask for a flag. Keys are such that no language has to escape them. Pure. */
import type { Flag } from "../api/client";

export interface Snippet {
  language: string;
  text: string;
}

export function snippetsFor(flag: Flag, url: string): Snippet[] {
  const key = flag.key;
  const isVariant = flag.type === "variant";
  const name = isVariant ? "variant" : "isOn";
  return [
    {
      language: "Rust",
      text: `let hoist = hoist_sdk::Hoist::connect("${url}", &token).build().await?;

let user = hoist.with_user("user-42").attribute("plan", "pro");
${isVariant ? `let variant = user.variant("${key}");` : `if user.is_enabled("${key}") {\n    // …\n}`}`,
    },
    {
      language: "JavaScript",
      text: `import { OpenFeature } from "@openfeature/server-sdk";
import { OFREPProvider } from "@openfeature/ofrep-provider";

await OpenFeature.setProviderAndWait(new OFREPProvider({
  baseUrl: "${url}",
  headers: [["Authorization", \`Bearer \${token}\`]],
}));

const client = OpenFeature.getClient();
const context = { targetingKey: "user-42", plan: "pro" };
${isVariant ? `const { variant } = await client.getObjectDetails("${key}", {}, context);` : `const isOn = await client.getBooleanValue("${key}", false, context);`}`,
    },
    {
      language: "Python",
      text: `from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext

api.set_provider(OFREPProvider(
    "${url}",
    headers_factory=lambda: {"Authorization": f"Bearer {token}"},
))

context = EvaluationContext("user-42", {"plan": "pro"})
${isVariant ? `details = api.get_client().get_object_details("${key}", {}, context)\nvariant = details.variant` : `is_on = api.get_client().get_boolean_value("${key}", False, context)`}`,
    },
    {
      language: "Go",
      text: `provider := ofrep.NewProvider("${url}", ofrep.WithBearerToken(token))
openfeature.SetProviderAndWait(provider)

client := openfeature.NewClient("app")
user := openfeature.NewEvaluationContext("user-42", map[string]any{"plan": "pro"})
${isVariant ? `details, err := client.ObjectValueDetails(ctx, "${key}", nil, user)` : `${name}, err := client.BooleanValue(ctx, "${key}", false, user)`}`,
    },
    {
      language: "curl",
      text: `curl -H "Authorization: Bearer $TOKEN" \\
  ${url}/ofrep/v1/evaluate/flags/${key} \\
  -d '{"context": {"targetingKey": "user-42", "plan": "pro"}}'`,
    },
  ];
}
