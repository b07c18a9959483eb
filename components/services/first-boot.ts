import * as batch from "@pulumi/kubernetes/batch/v1";
import { Component } from "../component";
import type { ComponentOptions } from "../component";
import { app } from "../model/services/app";
import { awaitedOptions, metadata } from "../scope";
import { servicePod } from "../workload";
import type { PodArgs } from "../workload";
import { appHealthPath, appProcess } from "./app-container";

type FirstBootArgs = Omit<PodArgs, "details">;

/** Starts the app once, waits until migrations and seeds are done, and stops it. */
const script = `
./docker-entrypoint.sh &
until wget -q -O /dev/null http://127.0.0.1:${app.containerPort}${appHealthPath} 2> /dev/null; do
  pidof node > /dev/null || sleep 5
  pidof node > /dev/null || { echo "the app ended before it was healthy" >&2; exit 1; }
  sleep 2
done
echo "first boot done"
kill -TERM $(pidof node)
# Its last writes are lost if the container ends before it; half a minute is more than it takes.
attempts=0
while [ "$attempts" -lt 30 ] && pidof node > /dev/null; do
  attempts=$((attempts + 1))
  sleep 1
done
exit 0
`.trim();

/**
 * The app's first start with one pod: two pods that migrate an empty database at the same time
 * corrupt it, since OpenOps' migrations and seeds take no lock.
 */
export class FirstBoot extends Component {
  constructor(name: string, args: FirstBootArgs, options: ComponentOptions) {
    super("services:FirstBoot", name, options);
    const { scope } = args;
    const details = { ...appProcess(scope.plan), command: ["sh", "-c", script] };
    // The Service of the app must not send requests to this pod.
    const template = servicePod({ ...args, details }, { labels: { app: name }, restartPolicy: "OnFailure" });
    new batch.Job(
      name,
      {
        metadata: metadata(scope, "app", { name }),
        spec: { backoffLimit: 3, template },
      },
      // Later releases migrate in the rollout itself; running this again would only take time.
      { ...awaitedOptions(scope, this), ignoreChanges: ["spec"] },
    );
    this.registerOutputs({});
  }
}
