import * as pulumi from "@pulumi/pulumi";

/** Options of a component; a constructor takes them last and always. */
export type ComponentOptions = pulumi.ComponentResourceOptions;

/** What every component of this program is: a node of the tree whose arguments stay out of the state. */
export abstract class Component extends pulumi.ComponentResource {
  protected constructor(kind: string, name: string, options: ComponentOptions) {
    // Arguments given here would be written to the state as they are.
    super(`openops:${kind}`, name, {}, options);
  }
}
