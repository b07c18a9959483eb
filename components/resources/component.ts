import * as pulumi from "@pulumi/pulumi";

/** Options of a component; a constructor takes them last and always. */
export type ComponentOptions = pulumi.ComponentResourceOptions;

/** What every component of this program is: a node of the tree whose arguments stay out of the state. */
export abstract class Component extends pulumi.ComponentResource {
  /** What the names of everything below it begin with. */
  readonly prefix: string;

  protected constructor(kind: string, name: string, options: ComponentOptions) {
    // Arguments given here would be written to the state as they are.
    super(`openops:${kind}`, named(options.parent, name), {}, options);
    this.prefix = kind === installationKind ? prefixIn(name) : prefixOf(options.parent);
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
