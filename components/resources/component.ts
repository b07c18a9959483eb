import * as pulumi from "@pulumi/pulumi";

/** Options of a component; a constructor takes them last and always. */
export type ComponentOptions = pulumi.ComponentResourceOptions;

/** What every component of this program is: a node of the tree whose arguments stay out of the state. */
export abstract class Component extends pulumi.ComponentResource {
  /** What the names of everything below it begin with. */
  readonly prefix: string;
  /** Known once everything is there that its installation comes after; undefined where it comes after nothing. */
  readonly after: pulumi.Output<unknown> | undefined;

  protected constructor(kind: string, name: string, options: ComponentOptions) {
    // Arguments given here would be written to the state as they are.
    super(`openops:${kind}`, named(options.parent, name), {}, options);
    const isInstallation = kind === installationKind;
    this.prefix = isInstallation ? prefixIn(name) : prefixOf(options.parent);
    this.after = isInstallation ? madeFirst(options) : afterOf(options.parent);
  }
}

/** The kind of what an installation hangs below. */
export const installationKind = "index:OpenOps";

/** The one called so has plain names, those of the time before there could be several. */
export function prefixIn(installation: string): string {
  return installation === "openops" ? "" : `${installation}-`;
}

/**
 * The logical name of a resource. A URN has the types of all parents and the name of none, so that what several
 * installations in one program have in common needs the name of its installation in front.
 */
export function named(parent: pulumi.Resource | undefined, name: string): string {
  return `${prefixOf(parent)}${name}`;
}

function prefixOf(parent: pulumi.Resource | undefined): string {
  return parent instanceof Component ? parent.prefix : "";
}

/** What the program wants to be there first; in a preview it is not known as long as a part of it has yet to be made. */
function madeFirst({ dependsOn }: ComponentOptions): pulumi.Output<unknown> | undefined {
  return dependsOn === undefined
    ? undefined
    : pulumi
        .output(dependsOn)
        .apply((first) =>
          pulumi.all([first].flat().map((made) => (pulumi.CustomResource.isInstance(made) ? made.id : ""))),
        );
}

/** Known once everything is there that the installation around a resource comes after. */
export function afterOf(parent: pulumi.Resource | undefined): pulumi.Output<unknown> | undefined {
  return parent instanceof Component ? parent.after : undefined;
}
