import { Metadata, type ServerErrorResponse, status } from "@grpc/grpc-js";
import {
  CheckFailure as CheckFailureMessage,
  CheckResponse,
  DiffResponse,
  ErrorResourceInitFailed,
  PropertyDiff as PropertyDiffMessage,
} from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";

import { SandboxError } from "../../errors";
import { InitializationFailure, UnimplementedError } from "./errors";
import type { CheckAnswer, DiffAnswer } from "./resource-plugin";
import { toStruct } from "./wire";

export function checkResponse(answer: CheckAnswer): CheckResponse {
  const failures = (answer.failures ?? []).map(({ property, reason }) =>
    new CheckFailureMessage().setProperty(property).setReason(reason),
  );
  return new CheckResponse().setInputs(toStruct(answer.inputs)).setFailuresList(failures);
}

export function diffResponse(answer: DiffAnswer): DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  const response = new DiffResponse()
    .setChanges(answer.changed ? DIFF_SOME : DIFF_NONE)
    .setReplacesList([...(answer.replaces ?? [])])
    .setDiffsList([...(answer.diffs ?? [])])
    .setDeletebeforereplace(answer.deleteBeforeReplace ?? false)
    .setHasdetaileddiff(answer.detailedDiff !== undefined);
  const details = response.getDetaileddiffMap();
  for (const [path, { kind, inputDiff }] of Object.entries(answer.detailedDiff ?? {})) {
    details.set(
      path,
      new PropertyDiffMessage().setKind(PropertyDiffMessage.Kind[kind]).setInputdiff(inputDiff),
    );
  }
  return response;
}

/** gRPC carries structured error details in this metadata field as a serialised google.rpc.Status. */
const detailsField = "grpc-status-details-bin";

function initializationFailure(failure: InitializationFailure): ServerErrorResponse {
  const { id, inputs, outputs, reasons } = failure.state;
  const detail = new ErrorResourceInitFailed()
    .setId(id)
    .setProperties(toStruct(outputs))
    .setReasonsList([...reasons]);
  if (inputs !== undefined) {
    detail.setInputs(toStruct(inputs));
  }
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const response = new Status().setCode(status.UNKNOWN).setMessage(failure.message).setDetailsList([packed]);
  const metadata = new Metadata();
  metadata.add(detailsField, Buffer.from(response.serializeBinary()));
  return {
    name: failure.name,
    message: failure.message,
    code: status.UNKNOWN,
    details: failure.message,
    metadata,
  };
}

/** The error as gRPC sends it; only a fault of the plugin itself carries a stack trace, for its report. */
export function errorResponse(thrown: unknown): ServerErrorResponse {
  if (thrown instanceof InitializationFailure) {
    return initializationFailure(thrown);
  }
  if (thrown instanceof UnimplementedError) {
    return {
      name: thrown.name,
      message: thrown.message,
      details: thrown.message,
      code: status.UNIMPLEMENTED,
    };
  }
  if (thrown instanceof SandboxError) {
    return { name: thrown.name, message: thrown.message, details: thrown.message, code: status.UNKNOWN };
  }
  const report = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const details = `a fault in the stand-in plugin itself, please report it: ${report}`;
  return { name: "InternalError", message: details, details, code: status.INTERNAL };
}
