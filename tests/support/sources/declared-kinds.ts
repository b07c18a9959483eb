import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

const folders = ["components", "providers"].map((name) => resolve(__dirname, "../../..", name));

/** API groups whose module in the SDK has another name. */
const groups: Readonly<Record<string, string>> = {
  core: "",
  networking: "networking.k8s.io",
};

/** A node and all that is in it. */
function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) {
    yield* nodesOf(child);
  }
}

/** The nodes of each file of the program. */
function sources(): readonly (readonly ts.Node[])[] {
  const names = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  return names
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const text = readFileSync(name, "utf8");
      return [...nodesOf(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true))];
    });
}

/** Names that a file has imported from the SDK, with the API group of each. */
function importedGroups(nodes: readonly ts.Node[]): ReadonlyMap<string, string> {
  const imports = nodes.filter(ts.isImportDeclaration).flatMap(({ importClause, moduleSpecifier }) => {
    const from = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
    const [, group = ""] = /^@pulumi\/kubernetes\/(\w+)\/v\d\w*$/.exec(from) ?? [];
    const bindings = importClause?.namedBindings;
    const names =
      group === "" || bindings === undefined
        ? []
        : ts.isNamespaceImport(bindings)
          ? [bindings.name.text]
          : bindings.elements.map(({ name }) => name.text);
    return names.map((name) => [name, groups[group] ?? group] as const);
  });
  return new Map(imports);
}

/** The kinds of Kubernetes itself that a file makes. */
function builtIn(nodes: readonly ts.Node[]): readonly string[] {
  const known = importedGroups(nodes);
  return nodes.filter(ts.isNewExpression).flatMap(({ expression }) => {
    const [first = "", kind = first] = expression.getText().split(".");
    const group = known.get(first);
    return group === undefined ? [] : [nameOf(kind, group)];
  });
}

/** The kinds of others that a file makes: every object in it with a version and a kind that are constants. */
function ofOthers(nodes: readonly ts.Node[], constants: ReadonlyMap<string, string>): readonly string[] {
  const makes = nodes.some(
    (node) => ts.isNewExpression(node) && node.expression.getText() === "CustomResource",
  );
  return nodes.filter(ts.isObjectLiteralExpression).flatMap(({ properties }) => {
    const valueOf = (name: string): string | undefined => {
      const found = properties.find((property) => property.name?.getText() === name);
      const value = found !== undefined && ts.isPropertyAssignment(found) ? found.initializer : found?.name;
      return value === undefined
        ? undefined
        : ts.isStringLiteral(value)
          ? value.text
          : constants.get(value.getText());
    };
    const [version, kind] = [valueOf("apiVersion"), valueOf("kind")];
    return makes && version !== undefined && kind !== undefined
      ? [nameOf(kind, version.replace(/\/.*$/, ""))]
      : [];
  });
}

/** Strings that files of the program give a name. */
function constantsIn(files: readonly (readonly ts.Node[])[]): ReadonlyMap<string, string> {
  const named = files.flat().filter(ts.isVariableDeclaration);
  return new Map(
    named.flatMap(({ name, initializer }) =>
      initializer !== undefined && ts.isStringLiteral(initializer)
        ? [[name.getText(), initializer.text] as const]
        : [],
    ),
  );
}

/** What the API calls objects of a kind: `ingresses.networking.k8s.io`. */
function nameOf(kind: string, group: string): string {
  const lower = kind.toLowerCase();
  const plural = lower.replace(/y$/, "ie").replace(/(ss|x)$/, "$1e");
  return `${plural}s${group === "" ? "" : `.${group}`}`;
}

/** Every kind of object that the program makes for some configuration, read from its source. */
export function declaredKinds(): ReadonlySet<string> {
  const files = sources();
  const constants = constantsIn(files);
  return new Set(files.flatMap((nodes) => [...builtIn(nodes), ...ofOthers(nodes, constants)]));
}
