import tseslint from "typescript-eslint";

/** Our budgets (docs/contributing.md): what a reader can hold in mind at once. */
const budgets = {
  "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
  "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
  "max-params": ["error", 3],
};

/** What creates nothing. */
const planning = [
  "components/{values,config,sources,services,plan,checks}/**/*.ts",
  "providers/{store-profile,identity-profile,source,registry}.ts",
  "providers/*/{source,config,profile}.ts",
];

const noPulumiValues = {
  group: ["@pulumi/*"],
  allowTypeImports: true,
  message: "Planning is plain data; it may import Pulumi's types only.",
};

const noCloudSdk = {
  group: ["@pulumi/aws*", "@pulumi/gcp*", "@pulumi/azure-native*"],
  message: "A cloud SDK is imported only inside its own folder of providers/.",
};

export default tseslint.config(
  { ignores: [".sandbox/**", "node_modules/**", "coverage/**"] },
  ...tseslint.configs.recommended,
  ...tseslint.configs.stylistic,
  {
    files: ["**/*.ts"],
    rules: {
      ...budgets,
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "no-duplicate-imports": "error",
      "@typescript-eslint/consistent-type-definitions": "off",
      // A name for an inferred type, which messages of the compiler then show instead of all its fields.
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
      "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": "allow-with-description" }],
      "no-restricted-imports": "off",
      "@typescript-eslint/no-restricted-imports": ["error", { patterns: [noCloudSdk] }],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  {
    files: planning,
    rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns: [noPulumiValues] }] },
  },
  {
    files: ["components/**/*.ts", "providers/**/*.ts"],
    ignores: ["components/resources/loaded-config.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "CallExpression[callee.property.name='registerOutputs'] > ObjectExpression[properties.length=0]",
          message: "A component registers what others may want to know of it.",
        },
      ],
      "no-restricted-properties": [
        "error",
        {
          object: "process",
          property: "env",
          message: "Configuration is read once, in components/resources/loaded-config.ts.",
        },
        { object: "pulumi", property: "getStack", message: "Never branch on a stack's name." },
      ],
    },
  },
  {
    files: ["providers/aws/**", "providers/gcp/**", "providers/azure/**", "examples/**"],
    ignores: planning,
    rules: { "@typescript-eslint/no-restricted-imports": "off" },
  },
  {
    files: ["tests/**/*.ts"],
    rules: { "max-lines-per-function": "off" },
  },
  { files: ["**/*.js", "**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
);
