import { z } from "zod";
import { objectName, text } from "./fields/fields";

/** What a configuration may say of one image. */
export const image = z
  .strictObject({
    repository: text.optional().describe("Repository with registry. Default: the published one."),
    tag: text.optional().describe("Tag. Default: the one that belongs to `version`."),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, "a digest such as sha256:… with 64 hexadecimal digits")
      .optional()
      .describe("Digest; wins over the tag."),
  })
  .prefault({});

/** Where images come from, and those that no service of OpenOps has. */
export const images = z.strictObject({
  registry: text
    .optional()
    .describe(
      "Registry that mirrors all images, with a path if need be; the published paths follow. Default: each image's own.",
    ),
  pullPolicy: z.enum(["IfNotPresent", "Always", "Never"]).default("IfNotPresent"),
  pullSecrets: z.array(objectName).default([]).describe("Names of image pull secrets in the namespace."),
  credentials: z
    .strictObject({
      server: text.describe("Host of the registry, such as registry.example.com."),
      username: text.describe("Who pulls; the password is `registryPassword`."),
    })
    .optional()
    .describe("Makes a pull secret for a private registry. Default: none."),
  companion: image.describe(
    "Runs what waits for peers and what speaks TLS to Redis; it needs bash and nginx.",
  ),
  postgres: image,
  redis: image,
  postgresExporter: image,
  redisExporter: image,
  nginxExporter: image,
  rclone: image.describe("Carries backups to a bucket and back."),
});
