// Evaluates Pod Security Standards with the evaluator of the API server's own admission plugin.
//
// It reads JSON lists of pods from standard input and writes, for each container that violates a level,
// the names of the violated checks.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

type request struct {
	Level string         `json:"level"`
	Pods  []namedPodSpec `json:"pods"`
}

type namedPodSpec struct {
	Name string         `json:"name"`
	Spec corev1.PodSpec `json:"spec"`
}

type violation struct {
	Pod       string `json:"pod"`
	Container string `json:"container"`
	Reason    string `json:"reason"`
	Detail    string `json:"detail"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var asked request
	decoder := json.NewDecoder(os.Stdin)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil {
		return fmt.Errorf("the request is not understood: %w", err)
	}
	level, err := api.ParseLevel(asked.Level)
	if err != nil {
		return err
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return err
	}
	found := []violation{}
	for _, pod := range asked.Pods {
		for _, single := range perContainer(pod.Spec) {
			for _, result := range evaluator.EvaluatePod(
				api.LevelVersion{Level: level, Version: api.LatestVersion()}, &metav1.ObjectMeta{}, &single.spec,
			) {
				if !result.Allowed {
					found = append(found, violation{pod.Name, single.container, result.ForbiddenReason, result.ForbiddenDetail})
				}
			}
		}
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}

type containerSpec struct {
	container string
	spec      corev1.PodSpec
}

// perContainer gives the pod once for each of its containers, with that one alone, since the evaluator
// judges pods as a whole.
func perContainer(spec corev1.PodSpec) []containerSpec {
	var single []containerSpec
	for _, container := range spec.InitContainers {
		one := spec
		one.InitContainers, one.Containers = []corev1.Container{container}, nil
		single = append(single, containerSpec{container.Name, one})
	}
	for _, container := range spec.Containers {
		one := spec
		one.InitContainers, one.Containers = nil, []corev1.Container{container}
		single = append(single, containerSpec{container.Name, one})
	}
	return single
}
