import { balancer, ingress, resource, service, type RuleCases } from "./resources";

/** What keeps and what breaks the rules about the way in. */
export const entranceCases: Readonly<Record<string, RuleCases>> = {
  "load-balancer-sources": {
    kept: [
      ["known addresses", balancer({ loadBalancerSourceRanges: ["10.0.0.0/8"] })],
      ["a public load balancer", resource("kubernetes:core/v1:Service", { spec: { type: "LoadBalancer" } })],
    ],
    broken: [
      ["takes traffic from any address", balancer({})],
      ["takes traffic from any address", balancer({ loadBalancerSourceRanges: ["0.0.0.0/0"] })],
      ["takes traffic from any address", balancer({ loadBalancerSourceRanges: ["10.0.0.0/8", "::/0"] })],
    ],
  },
  "encrypted-entrance": {
    kept: [
      ["a port for https beside the one for http", service("LoadBalancer", [{ port: 80 }, { port: 443 }])],
      ["no port for http", service("LoadBalancer", [{ port: 5432, name: "postgres" }])],
      ["an internal load balancer", balancer({ ports: [{ port: 80 }] })],
      ["a Service inside the cluster", service("ClusterIP", [{ port: 80 }])],
      ["a certificate in a Secret", ingress({}, [{ secretName: "openops-tls" }])],
      ["a certificate of ACM", ingress({ "alb.ingress.kubernetes.io/certificate-arn": "arn:aws:acm:…" })],
      ["an internal Ingress", ingress({ "alb.ingress.kubernetes.io/scheme": "internal" })],
    ],
    broken: [
      ["The Service serves http to the internet, and no https.", service("LoadBalancer", [{ port: 80 }])],
      ["The Service serves http", service("NodePort", [{ port: 3000, appProtocol: "http" }])],
      ["The Service serves http", service("LoadBalancer", [{ port: 8000, name: "http" }])],
      ["The Ingress has no certificate, so it serves http alone.", ingress({})],
      ["The Ingress has no certificate", ingress({ "alb.ingress.kubernetes.io/certificate-arn": "" })],
    ],
  },
};
