import type { ExposureOf } from "../../../plan/exposure/gateway-entry";
import { removeCommand, setCommand, type Fault } from "../../../values/fault";
import type { StackConfig } from "../../../stack/stack-config";
import type { Rule } from "../rule";

type LoadBalancer = ExposureOf<"load-balancer">;

function loadBalancerOf({ exposure }: StackConfig): LoadBalancer | undefined {
  return exposure.kind === "load-balancer" ? exposure : undefined;
}

function unwanted(path: string, got: string, why: string): Fault {
  return { path, expected: "nothing", got, why, fix: removeCommand(path) };
}

const addressFits: Rule = {
  name: "a static address is given as the cloud takes it",
  *check(config) {
    const balancer = loadBalancerOf(config);
    if (balancer?.address === undefined) {
      return;
    }
    const instead: Readonly<Record<string, string>> = {
      aws: "AWS takes allocations: exposure.cloud.elasticIpAllocations",
      gcp: "Google takes the address' name: exposure.cloud.addressName",
    };
    const why = instead[balancer.cloud.kind];
    if (why !== undefined) {
      yield unwanted("exposure.address", balancer.address, why);
    }
  },
};

const internalKnown: Rule = {
  name: "an internal load balancer is one of a known cloud",
  *check(config) {
    const balancer = loadBalancerOf(config);
    if (balancer?.internal === true && balancer.cloud.kind === "other") {
      yield {
        path: "exposure.internal",
        expected: "false, or the kind of cloud in exposure.cloud.kind",
        got: "true",
        why: "each cloud has its own annotation for it, and without one the load balancer is public",
        fix: setCommand("exposure.cloud.kind", "aws"),
      };
    }
  },
};

const publicNames: Rule = {
  name: "an internal load balancer has no public address",
  *check(config) {
    const balancer = loadBalancerOf(config);
    if (balancer === undefined || !balancer.internal) {
      return;
    }
    const { cloud } = balancer;
    const why = "an internal load balancer has no public address";
    if (cloud.kind === "azure" && cloud.dnsLabel !== undefined) {
      yield unwanted("exposure.cloud.dnsLabel", cloud.dnsLabel, why);
    }
    if (cloud.kind === "azure" && cloud.publicIpName !== undefined) {
      yield unwanted("exposure.cloud.publicIpName", cloud.publicIpName, why);
    }
    if (cloud.kind === "aws" && cloud.elasticIpAllocations.length > 0) {
      yield unwanted("exposure.cloud.elasticIpAllocations", cloud.elasticIpAllocations.join(", "), why);
    }
  },
};

const allocationsMatch: Rule = {
  name: "each subnet of a load balancer has one static address or none has",
  *check(config) {
    const cloud = loadBalancerOf(config)?.cloud;
    if (cloud?.kind !== "aws" || cloud.elasticIpAllocations.length === 0) {
      return;
    }
    if (cloud.elasticIpAllocations.length !== cloud.subnets.length) {
      yield {
        path: "exposure.cloud.elasticIpAllocations",
        expected: `one for each of the ${cloud.subnets.length} in exposure.cloud.subnets`,
        got: `${cloud.elasticIpAllocations.length}`,
        why: "AWS refuses the load balancer otherwise",
      };
    }
  },
};

/** Rules about a load balancer as the way in. */
export const loadBalancerRules: readonly Rule[] = [addressFits, internalKnown, publicNames, allocationsMatch];
