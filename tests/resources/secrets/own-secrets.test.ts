import { podOf } from "../../support/pod-of";
import { runProgram } from "../../support/program";

test("Secrets are as the configuration wants them", async () => {
  const stack = await runProgram("dev", {
    "openops:preset": "dev",
    "openops:secrets": JSON.stringify({ immutable: false, labels: { class: "secret" } }),
  });
  const { immutable, metadata } = stack.find("kubernetes:core/v1:Secret", "openops-app").inputs;

  expect(immutable).toBeUndefined();
  expect(metadata).toMatchObject({ labels: { class: "secret", app: "openops-app" } });
});

test("every pod can pull images from a private registry with the password of the configuration", async () => {
  const stack = await runProgram(
    "dev",
    {
      "openops:preset": "dev",
      "openops:images": JSON.stringify({
        pullSecrets: ["company"],
        credentials: { server: "registry.example.com", username: "robot" },
      }),
      "openops:registryPassword": "word-of-the-robot",
    },
    { secretKeys: ["openops:registryPassword"] },
  );
  const { type, stringData } = stack.find("kubernetes:core/v1:Secret", "registry-credentials").inputs;

  expect([type, stringData]).toEqual([
    "kubernetes.io/dockerconfigjson",
    {
      ".dockerconfigjson": JSON.stringify({
        auths: {
          "registry.example.com": {
            username: "robot",
            password: "word-of-the-robot",
            auth: "cm9ib3Q6d29yZC1vZi10aGUtcm9ib3Q=",
          },
        },
      }),
    },
  ]);
  for (const [kind, name] of [
    ["apps/v1:Deployment", "nginx"],
    ["apps/v1:StatefulSet", "postgres"],
    ["batch/v1:Job", "openops-database-bootstrap"],
  ] as const) {
    expect(podOf(stack, kind, name).imagePullSecrets).toEqual([
      { name: "company" },
      { name: "registry-credentials-0a1b2c3d" },
    ]);
  }
});

test("the password of the mail server is in the Secret of tables and nowhere else", async () => {
  const server = { host: "smtp.example.com", user: "openops", from: "openops@example.com" };
  const stack = await runProgram(
    "dev",
    {
      "openops:preset": "dev",
      "openops:mail": JSON.stringify({ server }),
      "openops:mailPassword": "word-of-the-sender",
    },
    { secretKeys: ["openops:mailPassword"] },
  );
  const holding = stack.resources.filter(({ inputs }) =>
    JSON.stringify(inputs).includes("word-of-the-sender"),
  );

  expect(holding.map(({ type, name }) => [type, name])).toEqual([
    ["kubernetes:core/v1:Secret", "openops-tables"],
  ]);
  expect(stack.find("kubernetes:core/v1:Secret", "openops-tables").inputs.stringData).toMatchObject({
    EMAIL_SMTP_PASSWORD: "word-of-the-sender",
  });
});
