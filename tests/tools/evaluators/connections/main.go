// Evaluates NetworkPolicies with the engine of cyclonus.
//
// It reads policies, peers and ports as JSON from standard input and writes every connection that the
// policies allow, one line each, sorted.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

type request struct {
	Policies []*networkingv1.NetworkPolicy `json:"policies"`
	Peers    []peer                        `json:"peers"`
	Ports    []port                        `json:"ports"`
}

// peer is a pod or, without a namespace, an address outside of the cluster.
type peer struct {
	Name            string            `json:"name"`
	IP              string            `json:"ip"`
	Namespace       string            `json:"namespace"`
	NamespaceLabels map[string]string `json:"namespaceLabels"`
	Labels          map[string]string `json:"labels"`
}

type port struct {
	Protocol corev1.Protocol `json:"protocol"`
	Port     int             `json:"port"`
}

func main() {
	var asked request
	decoder := json.NewDecoder(os.Stdin)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil {
		fmt.Fprintln(os.Stderr, "the request is not understood:", err)
		os.Exit(1)
	}
	allowed := allowedConnections(asked)
	slices.Sort(allowed)
	for _, line := range allowed {
		fmt.Println(line)
	}
}

func allowedConnections(asked request) []string {
	policies := matcher.BuildNetworkPolicies(false, asked.Policies)
	var allowed []string
	for _, from := range asked.Peers {
		for _, to := range asked.Peers {
			if from.Name == to.Name {
				continue
			}
			for _, port := range asked.Ports {
				traffic := &matcher.Traffic{
					Source:       from.traffic(),
					Destination:  to.traffic(),
					ResolvedPort: port.Port,
					Protocol:     port.Protocol,
				}
				if policies.IsTrafficAllowed(traffic).IsAllowed() {
					allowed = append(allowed, fmt.Sprintf("%s -> %s:%d/%s", from.Name, to.Name, port.Port, port.Protocol))
				}
			}
		}
	}
	return allowed
}

func (p peer) traffic() *matcher.TrafficPeer {
	if p.Namespace == "" {
		return &matcher.TrafficPeer{IP: p.IP}
	}
	return &matcher.TrafficPeer{
		IP: p.IP,
		Internal: &matcher.InternalPeer{
			Namespace:       p.Namespace,
			NamespaceLabels: p.NamespaceLabels,
			PodLabels:       p.Labels,
		},
	}
}
