import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { choosePlugins, pluginPlaces, type Plugins } from "../../../cli/rehearsal/plugins";
import { pathsOf } from "../../../cli/paths";

const folder = mkdtempSync(join(tmpdir(), "openops-plugins-"));
const installed = join(folder, "home", "plugins");
const onPath = join(folder, "path");
const paths = {
  ...pathsOf(resolve(__dirname, "../../..")),
  pluginsFolder: join(folder, "stand-ins"),
  policyFolder: join(folder, "policies"),
};

function choose(): Plugins {
  return choosePlugins(paths, { installed, path: [onPath] });
}

function install(...path: readonly string[]): string {
  const home = join(folder, ...path.slice(0, -1));
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, path.at(-1) ?? ""), "");
  return home;
}

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("without official plugins, all of them are stand-ins", () => {
  expect(choose()).toEqual({
    folders: {
      kubernetes: join(folder, "stand-ins", "kubernetes"),
      random: join(folder, "stand-ins", "random"),
      tls: join(folder, "stand-ins", "tls"),
      aws: join(folder, "stand-ins", "aws"),
      gcp: join(folder, "stand-ins", "gcp"),
      "azure-native": join(folder, "stand-ins", "azure-native"),
    },
    standIns: ["kubernetes", "random", "tls"],
  });
});

test("of official plugins, the newest that is not older than its SDK is used", () => {
  install("home", "plugins", "resource-random-v4.9.0", "pulumi-resource-random");
  install("home", "plugins", "resource-random-v99.9.0", "pulumi-resource-random");
  const newest = install("home", "plugins", "resource-random-v99.10.0", "pulumi-resource-random");
  install("home", "plugins", "resource-kubernetes-v4.0.0", "pulumi-resource-kubernetes");

  expect(choose().folders.random).toBe(newest);
  expect(choose().standIns).toEqual(["kubernetes", "tls"]);
});

test("a download that did not finish is not used", () => {
  mkdirSync(join(installed, "resource-tls-v99.0.0"), { recursive: true });
  expect(choose().standIns).toContain("tls");
});

test("official plugins on the PATH are used", () => {
  const home = install("path", "pulumi-resource-kubernetes");
  expect(choose().folders.kubernetes).toBe(home);
  expect(choose().standIns).toEqual(["random", "tls"]);
});

test("a cloud is simulated even where its official plugin is installed", () => {
  install("home", "plugins", "resource-aws-v99.0.0", "pulumi-resource-aws");
  install("path", "pulumi-resource-aws");
  expect(choose().folders.aws).toBe(join(folder, "stand-ins", "aws"));
});

test("they are looked for in Pulumi's home and on the PATH", () => {
  expect(pluginPlaces({ PULUMI_HOME: "/pulumi", PATH: "/bin::/usr/bin" })).toEqual({
    installed: "/pulumi/plugins",
    path: ["/bin", "/usr/bin"],
  });
});
